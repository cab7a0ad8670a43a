-- Holds a call back.  KEYS: the call's counts.  ARGV: until when in us, life of the counts in ms.
if tonumber(redis.call('HGET', KEYS[1], 'paused') or 0) < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'paused', ARGV[1])
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])

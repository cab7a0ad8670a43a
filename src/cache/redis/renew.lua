-- Gives our claim a new life.  KEYS: the message.  ARGV: our claim, its life in ms.
-- Returns 1, or 0 if it is no longer ours.
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0

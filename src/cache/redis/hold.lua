-- Takes the right to ask.  KEYS: the hold.  ARGV: our token, its life in ms.
-- Returns 1, or 0 while somebody else has it.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 1
end
-- Our own: the client sent this again because the first result got lost on the way.
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0

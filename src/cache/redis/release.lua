-- Ends our claim without an answer.  KEYS: the message.  ARGV: our claim.
-- Returns 1, or 0 if it is no longer ours.
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0

-- Settles by which way an answer goes.  KEYS: the message's way.  ARGV: our way and token, its life in ms.
-- Returns what stands: ours if nothing was settled before.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return ARGV[1]
end
return redis.call('GET', KEYS[1])

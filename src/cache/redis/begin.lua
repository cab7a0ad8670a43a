-- Claims a message and loads its follower's dialogue.
-- KEYS: the message, the dialogue.  ARGV: our claim, its life in ms.
-- Returns { dialogue or nil } if the message is ours, its answer if it has one, 0 if somebody is at it.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return { redis.call('GET', KEYS[2]) }
end
local held = redis.call('GET', KEYS[1])
-- Our own claim: the client sent this again because the first result got lost on the way.
if held == ARGV[1] then
  return { redis.call('GET', KEYS[2]) }
end
if held and held:sub(1, 1) == 'a' then
  return held
end
return 0

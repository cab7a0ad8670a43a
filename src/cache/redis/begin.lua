-- Claims a message and loads its follower's dialogue; or commits at once what was worked out ahead.
-- KEYS: the message, the dialogue.
-- ARGV: our claim, its life in ms, and if something was worked out ahead
--       the dialogue that it was worked out from (empty: none), the answer, its life in ms, and if the dialogue changes
--       the new one, its life in ms.
-- Returns OK if it is committed, { dialogue or nil } if the message is ours, its answer if it has one,
-- 0 if somebody is at it.
local dialogue = redis.call('GET', KEYS[2])
local right = ARGV[3] and ARGV[3] == (dialogue or '')
if right and redis.call('SET', KEYS[1], ARGV[4], 'NX', 'PX', ARGV[5]) then
  if ARGV[6] then
    redis.call('SET', KEYS[2], ARGV[6], 'PX', ARGV[7])
  end
  return redis.status_reply('OK')
end
if not right and redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return { dialogue }
end
local held = redis.call('GET', KEYS[1])
if held and held:sub(2, #ARGV[1]) == ARGV[1]:sub(2) then
  -- Our own: the client sent this again because the first result got lost on the way.
  return held:sub(1, 1) == 'a' and redis.status_reply('OK') or { dialogue }
end
if held and held:sub(1, 1) == 'a' then
  return held
end
return 0

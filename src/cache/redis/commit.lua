-- Stores what became of the dialogue, then the answer in place of the claim; or nothing at all.
-- KEYS: the message, the dialogue.
-- ARGV: token, answer, life of the answer in ms, then 'keep'
--       | 'put', life of the dialogue in ms, version expected, the new dialogue
--       | 'drop', life of what remembers the version, in ms.
-- Returns 0 stored, 1 conflict, 2 claim lost.
local held = redis.call('GETRANGE', KEYS[1], 0, #ARGV[1])
-- An ended claim that nobody took (nothing is held) may still commit.
if held ~= '' and held:sub(2) ~= ARGV[1] then
  return 2
end
-- Answered under this very claim: the client sent this again because the first result got lost on the way.
if held:sub(1, 1) == 'a' then
  return 0
end

if ARGV[4] == 'put' then
  local version = redis.call('GETRANGE', KEYS[2], 1, 8)
  if version == '' then
    version = string.rep('\0', 8)
  end
  if version ~= ARGV[6] then
    return 1
  end
  redis.call('SET', KEYS[2], ARGV[7], 'PX', ARGV[5])
elseif ARGV[4] == 'drop' then
  local version = redis.call('GETRANGE', KEYS[2], 1, 8)
  version = version == '' and 0 or struct.unpack('>I8', version)
  redis.call('SET', KEYS[2], 'x' .. struct.pack('>I8', version + 1), 'PX', ARGV[5])
end

redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 0

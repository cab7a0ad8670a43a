-- Asks for one call and counts it. Sent twice by the client, it counts twice: we rather call less than too much.
-- KEYS: the call's counts.
-- ARGV: now in us, life of the counts in ms, then
--       day, month, most calls a day (0: any), when the day is renewed in us, then
--       us between calls (0: any), calls at once.
-- Returns 0 if it may go out, else when to ask again, in us.
local field = redis.call('HMGET', KEYS[1], 'paused', 'day', 'today', 'month', 'this_month', 'most', 'full_at')
local now, every = tonumber(ARGV[1]), tonumber(ARGV[7])
local paused = tonumber(field[1] or 0)
if paused > now then
  return paused
end

local today = field[2] == ARGV[3] and tonumber(field[3]) or 0
local this_month = field[4] == ARGV[4] and tonumber(field[5]) or 0
local most = tonumber(field[6] or ARGV[5])
if most > 0 and today >= most then
  return tonumber(ARGV[6])
end

-- The bucket is the moment at which it will be full again; each call moves that on by one drip.
local full_at = math.max(tonumber(field[7] or 0), now)
local earliest = full_at - every * (tonumber(ARGV[8]) - 1)
if every > 0 and earliest > now then
  return earliest
end

redis.call('HSET', KEYS[1], 'day', ARGV[3], 'today', today + 1, 'month', ARGV[4], 'this_month', this_month + 1)
if every > 0 then
  -- Lua's own way of writing a large number drops its last digits.
  redis.call('HSET', KEYS[1], 'full_at', string.format('%.0f', full_at + every))
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0

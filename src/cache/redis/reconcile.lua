-- Sets the day's count and limit to what the platform says.
-- KEYS: the call's counts.  ARGV: day, month, used today, most a day, life of the counts in ms.
local kept = redis.call('HMGET', KEYS[1], 'day', 'today', 'month', 'this_month')
local today = kept[1] == ARGV[1] and tonumber(kept[2]) or 0
local this_month = kept[3] == ARGV[2] and tonumber(kept[4]) or 0
-- What others called with this account today counts towards the month as well.
this_month = math.max(this_month + tonumber(ARGV[3]) - today, 0)
redis.call('HSET', KEYS[1], 'day', ARGV[1], 'today', ARGV[3], 'month', ARGV[2], 'this_month', this_month, 'most', ARGV[4])
-- Where calls are left, nothing holds them back any more.
if ARGV[4] == '0' or tonumber(ARGV[3]) < tonumber(ARGV[4]) then
  redis.call('HDEL', KEYS[1], 'paused')
end
return redis.call('PEXPIRE', KEYS[1], ARGV[5])

-- Puts a loan in place of the one that was expected there.
-- KEYS: the loan.  ARGV: the new one, its life in ms, the one expected (empty: none).
-- Returns 1, or 0 if another is there.
local kept = redis.call('GET', KEYS[1]) or ''
if kept == ARGV[3] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
-- The new one is there: the client sent this again because the first result got lost on the way.
return kept == ARGV[1] and 1 or 0

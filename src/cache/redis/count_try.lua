-- Counts a try.  KEYS: the count.  ARGV: life of the window in ms.
-- The window begins with the first try, and further ones do not make it longer.
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return tries

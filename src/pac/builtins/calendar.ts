/**
 * `weekdayRange`, `dateRange` and `timeRange`, as text for the sandbox. They follow Chromium to the letter, because a
 * route hangs on it: unknown names never match, `timeRange(9, 17)` includes 17:59 and doesn't wrap round midnight,
 * the others wrap, and with `GMT` today's date is shifted field by field.
 */
export const CALENDAR_FUNCTIONS = /* js */ `
var DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
var MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/* The arguments without a closing 'GMT', and whether it was there. */
function withoutZone(given) {
  var list = Array.prototype.slice.call(given), gmt = list.length > 0 && list[list.length - 1] == 'GMT';
  if (gmt) list.pop();
  return { list: list, gmt: gmt };
}

function isBetween(from, value, to) {
  return from <= to ? from <= value && value <= to : value <= to || value >= from;
}

function weekdayRange() {
  if (arguments.length < 1) return false;
  var zone = withoutZone(arguments), now = new Date();
  var first = DAYS.indexOf(String(arguments[0]));
  var last = zone.list.length === 2 ? DAYS.indexOf(String(zone.list[1])) : first;
  if (first < 0 || last < 0) return false;
  return isBetween(first, zone.gmt ? now.getUTCDay() : now.getDay(), last);
}

function dateRange() {
  if (arguments.length < 1) return false;
  var zone = withoutZone(arguments), list = zone.list, now = new Date();
  if (list.length === 1) return isDatePart(list[0], zone.gmt ? inUtc(now) : now);
  var from = new Date(now.getFullYear(), 0, 1, 0, 0, 0), to = new Date(now.getFullYear(), 11, 31, 23, 59, 59);
  var half = list.length >> 1, dayAlone = false;
  for (var i = 0; i < list.length; i++) {
    var isDay = setDatePart(i < half ? from : to, list[i]);
    if (isDay && i < half && list.length <= 2) dayAlone = true;
  }
  if (dayAlone) {
    from.setMonth(now.getMonth());
    to.setMonth(now.getMonth());
  }
  return isBetween(from, zone.gmt ? inUtc(now) : now, to);
}

function isDatePart(part, now) {
  var number = parseInt(part);
  if (isNaN(number)) return now.getMonth() == MONTHS.indexOf(String(part));
  return number < 32 ? now.getDate() == number : now.getFullYear() == number;
}

/* Returns whether the part was a day of the month. */
function setDatePart(date, part) {
  var number = parseInt(part);
  if (isNaN(number)) date.setMonth(MONTHS.indexOf(String(part)));
  else if (number < 32) date.setDate(number);
  else date.setFullYear(number);
  return number < 32;
}

/* A date whose local fields are the UTC fields of the given one. */
function inUtc(date) {
  var shifted = new Date(date.getTime());
  shifted.setFullYear(date.getUTCFullYear());
  shifted.setMonth(date.getUTCMonth());
  shifted.setDate(date.getUTCDate());
  shifted.setHours(date.getUTCHours());
  shifted.setMinutes(date.getUTCMinutes());
  shifted.setSeconds(date.getUTCSeconds());
  return shifted;
}

function timeRange() {
  if (arguments.length < 1) return false;
  var zone = withoutZone(arguments), list = zone.list, now = new Date();
  var hour = zone.gmt ? now.getUTCHours() : now.getHours();
  if (list.length === 1) return hour == list[0];
  if (list.length === 2) return list[0] <= hour && hour <= list[1];
  if (list.length !== 4 && list.length !== 6) throw 'timeRange: bad number of arguments';
  var half = list.length >> 1, from = new Date(now.getTime()), to = new Date(now.getTime());
  if (half === 3) {
    from.setSeconds(list[2]);
    to.setSeconds(list[5]);
  }
  from.setHours(list[0]);
  from.setMinutes(list[1]);
  to.setHours(list[half]);
  to.setMinutes(list[half + 1]);
  if (half === 2) to.setSeconds(59);
  return isBetween(from, zone.gmt ? inUtc(now) : now, to);
}
`;

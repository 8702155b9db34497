#!/bin/sh
# Takes back what Throughway changed on this computer, for every person who used it: no proxy setting of ours stays behind.
# An update removes the old version as well ("upgrade", or 1 with rpm); then everything stays.
case "$1" in
  remove | 0) ;;
  *) exit 0 ;;
esac

# a package manager may have no home, or that of the person who started it
HOME=$(getent passwd 0 | cut -d: -f6) throughway undo all --yes --quiet ||
  echo 'throughway: not everything could be taken back; see "throughway undo list"' >&2

# Prints "uid:home" for each person. Those of a directory service are often not listed: their homes are looked through as
# well. Who may write to the folder above a home could put another one there, so that folder must be root's.
people() {
  getent passwd | cut -d: -f3,6
  for home in /home/* /home/*/*; do
    [ -d "$home" ] && [ "$(stat -c %u "${home%/*}")" = 0 ] && echo "$(stat -c %u "$home"):$home"
  done
}

people | sort -u | while IFS=: read -r uid home; do
  if [ "$uid" -lt 1000 ] || ! [ -d "$home/.local/share/throughway/changes" ]; then continue; fi
  name=$(id -nu "$uid" 2>/dev/null) || continue
  run=/run/user/$uid
  # GNOME keeps its settings behind the session's bus; who is not signed in gets one for as long as this takes
  if [ -S "$run/bus" ]; then
    set -- env "XDG_RUNTIME_DIR=$run" "DBUS_SESSION_BUS_ADDRESS=unix:path=$run/bus"
  elif command -v dbus-run-session >/dev/null; then
    set -- dbus-run-session --
  else
    set --
  fi
  runuser -u "$name" -- env -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS "HOME=$home" \
    "$@" throughway undo all --yes --quiet </dev/null 2>/dev/null ||
    echo "throughway: some settings of $name could not be taken back" >&2
done
exit 0

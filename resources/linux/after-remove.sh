#!/bin/sh
# Takes away what the installation of the desktop package made beside its files. With rpm an update puts the new version in
# place before it removes the old one: then (1, or "upgrade") everything stays. The packager's own script does not look.
case "$1" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac
if command -v update-alternatives >/dev/null; then
  update-alternatives --remove throughway-desktop /opt/Throughway/throughway-desktop >/dev/null 2>&1
fi
# where it was no alternative but a link
[ -L /usr/bin/throughway-desktop ] && rm -f /usr/bin/throughway-desktop
profile=/etc/apparmor.d/throughway-desktop
if [ -f "$profile" ]; then
  command -v apparmor_parser >/dev/null && apparmor_parser --remove "$profile" >/dev/null 2>&1
  rm -f "$profile"
fi
exit 0

#!/bin/sh
# Removes the LiveOps gateway from this PC. Its data (/var/lib/liveops-gateway) and settings (/etc/liveops) stay, unless
# --purge is said.   ./uninstall.sh [--purge] [--root FOLDER]
set -eu
root=
purge=
while [ $# -gt 0 ]; do
  case $1 in
    --root) root=${2:?--root wants a folder}; shift ;;
    --purge) purge=1 ;;
    *) sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
if [ -z "$root" ]; then
  [ "$(id -u)" -eq 0 ] || { echo "This removes a service: run it as root (sudo $0)." >&2; exit 1; }
  systemctl disable --now liveops-gateway.service 2>/dev/null || true
fi
rm -f "$root/etc/systemd/system/liveops-gateway.service" "$root/etc/udev/rules.d/60-liveops-boards.rules"
rm -f "$root/usr/local/bin/liveops-gateway"
rm -rf "$root/opt/liveops-gateway"
if [ -n "$purge" ]; then
  rm -rf "$root/var/lib/liveops-gateway" "$root/var/log/liveops-gateway" "$root/etc/liveops"
fi
if [ -z "$root" ]; then
  # What is left of an installation can be removed where systemd does not run, too.
  systemctl daemon-reload 2>/dev/null || true
  udevadm control --reload 2>/dev/null || true
  if [ -n "$purge" ] && getent passwd liveops-gateway >/dev/null; then userdel liveops-gateway; fi
fi
if [ -n "$purge" ]; then
  echo "Removed, with data and settings."
else
  echo "Removed. Data ($root/var/lib/liveops-gateway) and settings ($root/etc/liveops) stay; --purge deletes them, too."
fi

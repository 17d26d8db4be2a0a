#!/bin/sh
# Installs or upgrades the LiveOps gateway on this PC, as a service that starts by itself. Run it as root from the folder
# it came in. Settings and data of an earlier version stay.
#   ./install.sh                into /opt/liveops-gateway, /etc/liveops, /var/lib/liveops-gateway; starts it
#   ./install.sh --root FOLDER  the same files below FOLDER, with no user made and nothing started (for images and tests)
#   ./install.sh --no-start     everything but starting it
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=
start=1
while [ $# -gt 0 ]; do
  case $1 in
    --root) root=${2:?--root wants a folder}; start=; shift ;;
    --no-start) start= ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
[ -x "$here/gateway/LiveOps.DeviceGateway" ] || { echo "The gateway is missing beside $0: unpack the whole package." >&2; exit 1; }
if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
  echo "This installs a service: run it as root (sudo $0)." >&2
  exit 1
fi
if [ -z "$root" ] && [ ! -d /run/systemd/system ]; then
  echo "This PC does not run systemd, which starts the service: nothing was installed. --root FOLDER only lays the files out." >&2
  exit 1
fi

program=$root/opt/liveops-gateway
settings=$root/etc/liveops
data=$root/var/lib/liveops-gateway
units=$root/etc/systemd/system
rules=$root/etc/udev/rules.d
commands=$root/usr/local/bin
mkdir -p "$settings" "$data" "$units" "$rules" "$commands" "$root/opt"

if [ -z "$root" ]; then
  if ! getent passwd liveops-gateway >/dev/null; then
    useradd --system --home-dir /var/lib/liveops-gateway --no-create-home --shell /usr/sbin/nologin liveops-gateway
  fi
  # Who may open serial ports: the group of Debian, Ubuntu and Fedora, or that of Arch.
  group=dialout
  getent group dialout >/dev/null || group=uucp
  usermod -aG "$group" liveops-gateway
  [ "$group" = dialout ] || sed -i "s/^SupplementaryGroups=dialout/SupplementaryGroups=$group/" "$here/liveops-gateway.service"
  chown liveops-gateway: "$data"
  systemctl stop liveops-gateway.service 2>/dev/null || true
fi
chmod 750 "$data" "$settings"

# The new program is put beside the old one and then takes its place: an interrupted upgrade leaves one of them whole.
rm -rf "$program.new"
cp -R "$here/gateway" "$program.new"
cp "$here/VERSION" "$here/LICENSE" "$here/uninstall.sh" "$program.new/"
rm -rf "$program.old"
[ ! -e "$program" ] || mv "$program" "$program.old"
mv "$program.new" "$program"
rm -rf "$program.old"

install -m 644 "$here/liveops-gateway.service" "$units/liveops-gateway.service"
install -m 755 "$here/liveops-gateway" "$commands/liveops-gateway"
install -m 644 "$here/60-liveops-boards.rules" "$rules/60-liveops-boards.rules"
if [ ! -e "$settings/gateway.env" ]; then
  install -m 640 "$here/gateway.env" "$settings/gateway.env"
  [ -n "$root" ] || chown root:liveops-gateway "$settings/gateway.env"
fi
[ -n "$root" ] || chown root:liveops-gateway "$settings"

echo "Installed $(cat "$here/VERSION") in $program. Settings: $settings/gateway.env. Data: $data."
[ -z "$root" ] || exit 0
systemctl daemon-reload
udevadm control --reload 2>/dev/null && udevadm trigger --subsystem-match=tty 2>/dev/null || true
systemctl enable liveops-gateway.service
if [ -n "$start" ]; then
  systemctl restart liveops-gateway.service
  echo "It runs: http://127.0.0.1:5090 on this PC. journalctl -u liveops-gateway tells what it does,"
  echo "sudo liveops-gateway --help names the commands."
fi

#!/bin/sh
# Update a machine with systemd: unpack the new version beside the old one, then run this as root.
#     deploy/upgrade.sh /opt/liemchinh-0.2.0 /mnt/saoluu/liemchinh
# Every step must succeed before the next; the old version stays where it is until you remove it.
set -eu
new=${1:?"folder of the new version, with its .venv"}
store=${2:?"folder of the backups"}
current=/opt/liemchinh
as() {
    runuser -u liemchinh -- sh -c 'set -a; . /etc/liemchinh/environment; set +a; exec "$@"' sh "$@"
}
[ -x "$new/.venv/bin/liemchinh" ] || { echo "no program in $new" >&2; exit 2; }
[ -L "$current" ] || { echo "$current must be a link to the version in use" >&2; exit 2; }
old=$(readlink -f "$current")

as "$current/.venv/bin/liemchinh" backup "$store" --keep 14
as "$new/.venv/bin/liemchinh" upgrade-check

systemctl stop liemchinh.service
# once more, at rest: nothing that was received in between is lost if the way back is needed
as "$current/.venv/bin/liemchinh" backup "$store" --keep 14
systemctl stop liemchinh-signer.service
ln -sfn "$new" "$current"
systemctl start liemchinh-signer.service liemchinh.service

for port in 8000 8001; do
    tries=0
    until curl --fail --silent --max-time 4 "http://127.0.0.1:$port/health/" >/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || { echo "site on port $port does not answer; the old version is $old" >&2; exit 1; }
        sleep 2
    done
done
as "$new/.venv/bin/liemchinh" doctor

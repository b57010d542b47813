# Sourced by .ci/conformance and .ci/clients/run, with bash: Node, the packages of
# package-lock.json, and servers on free ports of this machine.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
started=()

# The Node that is fetched where there is none that is new enough.
node_version=22.23.3

stop_all() {
	local pid
	for pid in ${started[@]+"${started[@]}"}; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# need_node puts a Node of at least 22.19 first in PATH, which the suite and the
# Inspector want.
need_node() {
	command -v npm >/dev/null || { echo "npm is missing: install Node 22" >&2; exit 1; }
	if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)'; then
		local platform folder
		platform=$(node -p '`${process.platform}-${process.arch}`')
		folder=$root/bin/node-$node_version
		if ! [ -x "$folder/node_modules/node-$platform/bin/node" ]; then
			echo "fetching Node $node_version, because $(node --version) is too old"
			mkdir -p "$folder"
			npm install --prefix "$folder" --no-save --ignore-scripts --no-audit --no-fund --silent "node-$platform@$node_version"
		fi
		PATH=$folder/node_modules/node-$platform/bin:$PATH
	fi
	export PATH=$here/node_modules/.bin:$PATH
}

# install_packages installs what the lock file names, without running its scripts: all
# of it, or with "suite" only the conformance suite.
install_packages() {
	local what=${1:-all} lock mark=$here/node_modules/.installed options=()
	lock=$(cksum <"$here/package-lock.json")
	case $(cat "$mark" 2>/dev/null) in
	"all $lock" | "$what $lock") return ;;
	esac
	[ "$what" = all ] || options=(--omit=dev)
	npm ci --prefix "$here" --ignore-scripts --no-audit --no-fund --silent ${options[@]+"${options[@]}"}
	echo "$what $lock" >"$mark"
}

free_port() {
	node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# start runs a server and waits until it listens on a port: start PORT COMMAND...
start() {
	local port=$1 log=$work/server-$1.log pid
	shift
	"$@" >"$log" 2>&1 &
	pid=$!
	started+=("$pid")
	for _ in $(seq 300); do
		if ! kill -0 "$pid" 2>/dev/null; then
			break
		elif (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			return
		fi
		sleep 0.1
	done
	echo "$1 does not listen on port $port:" >&2
	cat "$log" >&2
	exit 1
}

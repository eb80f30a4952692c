# `just check` is what CI runs. Everything else is a part of it, or a shortcut.

# Lists the recipes.
default:
    @{{ just_executable() }} --list --unsorted

# Serves all three subgraphs until Ctrl-C; when one ends, all end.
dev:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --workspace --bins
    services=()
    trap 'kill "${services[@]}" 2>/dev/null || true; wait' EXIT
    trap 'exit 0' INT TERM
    for subgraph in users channels messages; do
        # Cargo becomes the service, so this is the service's own id.
        cargo run --quiet --bin "chat-$subgraph" -- serve &
        services+=($!)
    done
    wait -n

# Serves one subgraph, e.g. `just run users`.
run service:
    cargo run --bin 'chat-{{ service }}' -- serve

# All that CI checks, cheapest first. Needs cargo-deny and PostgreSQL's programs: `.ci/run` installs them first.
check:
    #!/usr/bin/env bash
    set -euo pipefail
    # A check that leaves PostgreSQL out is none.
    export REQUIRE_SERVICES=1
    for step in fmt-check deny lint doc contracts-check test; do
        echo "==> just $step"
        began=$SECONDS
        '{{ just_executable() }}' "$step"
        echo "<== just $step: $((SECONDS - began)) s"
    done

# Formats the sources.
fmt:
    cargo fmt --all

# Fails where `fmt` would change something.
fmt-check:
    cargo fmt --all --check

# Licences, sources, and who may depend on whom. deny.toml says why not advisories, and what an unused wrapper is.
deny:
    cargo deny --locked check --allow unused-wrapper bans licenses sources

# Lints, tests included.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Builds the documentation; a broken link fails.
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked

# Writes the contracts: the SDL of each subgraph.
contracts folder='schema':
    #!/usr/bin/env bash
    set -euo pipefail
    mkdir -p '{{ folder }}'
    for subgraph in users channels messages; do
        # `--bin` instead of `-p`: built with the features of the whole workspace, it shares its dependencies with the tests.
        sdl=$(cargo run --quiet --locked --bin "chat-$subgraph" -- schema)
        printf '%s\n' "$sdl" >'{{ folder }}'/"$subgraph.graphql"
    done

# Fails where a committed contract is not what its subgraph serves.
contracts-check:
    #!/usr/bin/env bash
    set -euo pipefail
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    '{{ just_executable() }}' contracts "$fresh"
    stale=
    for subgraph in users channels messages; do
        diff -u "schema/$subgraph.graphql" "$fresh/$subgraph.graphql" || stale=1
    done
    [ -z "$stale" ] || { echo 'schema/ is stale: run `just contracts`, and commit what it writes' >&2; exit 1; }

# Runs the tests by the very command that README.md tells.
test:
    #!/usr/bin/env bash
    set -euo pipefail
    command=$(awk '
        inside && /^```$/ { exit }
        inside { print }
        marked && NR == marked + 1 && /^```sh$/ { inside = 1 }
        /^<!-- test-command -->$/ { marked = NR }
    ' README.md)
    [ -n "$command" ] || { echo 'README.md has no block marked as the test command' >&2; exit 1; }
    echo "$command"
    bash -euo pipefail -c "$command"

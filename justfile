# `just check` is what CI runs. Everything else is a part of it, or a shortcut.

# Lists the recipes.
default:
    @{{ just_executable() }} --list --unsorted

# Runs the whole system in one process until Ctrl-C, e.g. `just dev --seed none`.
dev *flags:
    cargo run -- {{ flags }}

# Serves one subgraph, e.g. `just run users`.
run service:
    cargo run -p 'chat-{{ service }}' -- serve

# All that CI checks, cheapest first. Needs cargo-deny and PostgreSQL's programs: `.ci/run` installs them first.
check:
    #!/usr/bin/env bash
    set -euo pipefail
    # A check that leaves PostgreSQL out is none.
    export REQUIRE_SERVICES=1
    for step in fmt-check deny lint doc contracts-check schema-check test; do
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

# Writes the contracts: the SDL of each subgraph, what they compose to, and the events.
contracts folder='schema':
    #!/usr/bin/env bash
    set -euo pipefail
    mkdir -p '{{ folder }}'
    # All of them: built with the features of the whole workspace, they share their dependencies with the tests.
    cargo build --quiet --locked --workspace --bins
    for subgraph in users channels messages; do
        sdl=$("${CARGO_TARGET_DIR:-target}/debug/chat-$subgraph" schema)
        printf '%s\n' "$sdl" >'{{ folder }}'/"$subgraph.graphql"
    done
    "${CARGO_TARGET_DIR:-target}/debug/chat-events" >'{{ folder }}/events.json'
    [ '{{ folder }}' = schema ] || cp schema/supergraph.yaml '{{ folder }}'
    "${CARGO_TARGET_DIR:-target}/debug/router" compose --config '{{ folder }}/supergraph.yaml'

# Fails where a committed contract is not what its subgraph serves, or not what they compose to.
contracts-check:
    #!/usr/bin/env bash
    set -euo pipefail
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    '{{ just_executable() }}' contracts "$fresh"
    stale=
    for contract in users channels messages; do
        diff -u "schema/$contract.graphql" "$fresh/$contract.graphql" || stale=1
    done
    diff -u schema/events.json "$fresh/events.json" || stale=1
    "${CARGO_TARGET_DIR:-target}/debug/router" compose --check --config schema/supergraph.yaml || stale=1
    [ -z "$stale" ] || { echo 'schema/ is stale: run `just contracts`, and commit what it writes' >&2; exit 1; }

# Fails where the schema breaks a rule of ours, or, since the commit `against`, an operation of our clients.
schema-check against='HEAD^':
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --quiet --locked --workspace --bins
    router="${CARGO_TARGET_DIR:-target}/debug/router"
    "$router" lint --config schema/supergraph.yaml --deny-warnings
    # The first commit of all has none before it.
    against='{{ against }}'
    git rev-parse --quiet --verify "$against^{commit}" >/dev/null || against=HEAD
    "$router" check --config schema/supergraph.yaml --against "git:$against" --operations 'schema/operations/**'

# Times planning, beside Hive's planner in the same run.
bench-plan:
    cargo bench -p federation-plan --bench plan

# Times composition, of the chat and of large graphs.
bench-compose:
    cargo bench -p federation-compose --bench compose

# Looks for input that `target` (sdl, composition) cannot take. Needs nightly Rust and cargo-fuzz.
fuzz target='composition' seconds='600':
    cd router/compose && cargo +nightly fuzz run '{{ target }}' -- -max_total_time='{{ seconds }}' -dict=fuzz/graphql.dict

# Times execution and counts its allocations, beside a plain merge of JSON values in the same run.
bench-execute:
    cargo bench -p federation-execute --bench allocations --bench execute

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

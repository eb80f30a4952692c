//! The law of the federation engine as a whole: for every graph, every operation and every world, to compose, to plan and to
//! execute over subgraphs gives exactly what executing the operation on one server gives that has it all.
//!
//! Nothing in here says what an answer must be: both sides are computed, so a wrong plan, a wrong merge, a lost condition or
//! a null in the wrong place shows without anyone having thought of it. All of it is in `tests/it`:
//!
//! * `graph`, `subgraph`: graphs to try, and what each subgraph's document says that it resolves. `random`: graphs that nobody
//!   wrote.
//! * `world`: what is true. Every value is a function of a seed, the object, the field and the arguments.
//! * `resolve`: answers from the world, for the whole (the API schema) and for a subgraph, which refuses what is not its own.
//! * `simulation`: the subgraphs, as execution sees them.
//! * `operation`: random operations that are valid for a schema. `shrink`: the smallest one that still fails.
//! * `law`: the law, for one operation; and that a fault takes nothing but what it must. `laws`: over which graphs they are
//!   tried. Start reading here.
//! * `degraded`: what exactly is left of some answers.
//!
//! What is tried beside the fixed operations is told by the environment:
//!
//! | variable | |
//! | --- | --- |
//! | `DIFFERENTIAL_OPERATIONS` | how many operations for each graph, instead of a few |
//! | `DIFFERENTIAL_GRAPHS` | how many random graphs |
//! | `DIFFERENTIAL_SEED` | the first seed, instead of 0; a failure names its own |
//! | `DIFFERENTIAL_GRAPH` | only graphs with this in their names |
//! | `COMPOSITION_CASES` | a file of further graphs: `[{id, subgraphs: [{name, url, sdl}]}]` |
//!
//! A graph of one's own is a folder: `graphs/<law>/<subgraph>.graphql`, with operations that are always asked in
//! `graphs/<law>/operations/*.graphql`.
//!
//! Architecture invariant: like the end-to-end tests this owns nothing but laws, and nothing depends on it.

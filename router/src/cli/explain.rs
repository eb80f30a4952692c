//! `router explain`.

use clap::Args;
use federation_compose::Code;

use super::{Failure, compose::STALE_FILE, print};

/// What only the commands themselves find.
const OTHERS: [(&str, &str); 1] = [(
    STALE_FILE,
    "A committed supergraph or API schema is not what the subgraphs compose to: somebody changed a subgraph and did not \
     compose, or changed the file by hand. `router compose` without --check writes what is fresh.",
)];

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A code, as findings have it; without one all are listed.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let Some(code) = &options.code else {
        return print(&codes().map(|code| format!("{code}\n")).collect::<String>());
    };
    let code = code.to_uppercase();
    match meaning(&code) {
        Some(text) => print(&format!("{code}\n\n{text}\n")),
        None => Err(Failure::usage(format!("no finding has the code {code}: `router explain` lists all"))),
    }
}

/// What a code of any command means.
pub(super) fn meaning(code: &str) -> Option<&'static str> {
    let composition = Code::ALL.iter().map(|code| (code.as_str(), code.explain()));
    let mut all = composition.chain(federation_check::explanations()).chain(OTHERS);
    all.find(|(known, _)| *known == code).map(|(_, meaning)| meaning)
}

fn codes() -> impl Iterator<Item = &'static str> {
    let composition = Code::ALL.iter().map(|code| code.as_str());
    composition.chain(federation_check::explanations().chain(OTHERS).map(|(code, _)| code))
}

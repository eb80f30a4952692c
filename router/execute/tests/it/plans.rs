//! Plans that several tests run.

use federation_plan::*;

use super::build::*;

/// `{ channel { id name } messages { id text: body author { name } } }`
pub fn timeline() -> Plan {
    let author = objects("author", 2, read(2, USER, vec![leaf("id", 0)]));
    let messages = objects("messages", 1, read(3, MESSAGE, vec![leaf("id", 0), leaf("body", 1), author]));
    let channel = objects("channel", 0, read(1, CHANNEL, vec![leaf("id", 0), leaf("name", 1)]));
    let users = entities(USER, &[1, 2], read(2, USER, vec![leaf("name", 1)]));
    let message = vec![
        field("id", 0, id()),
        field("text", 1, string()),
        field("author", 2, object(2, vec![field("name", 1, string())])),
    ];
    query(
        vec![
            shape(&["channel", "messages"]),
            shape(&["id", "name"]),
            shape(&["-id", "name"]),
            shape(&["id", "text", "author"]),
        ],
        vec![
            fetch(CHANNELS, "{channel{id name}}", root(vec![channel])),
            fetch(MESSAGES, "{messages{id body author{id}}}", root(vec![messages])),
            after(&[1], fetch(USERS, "query(…){_entities(…){…}}", Start::Entities(vec![users]))),
        ],
        vec![
            field("channel", 0, object(1, vec![field("id", 0, id()), field("name", 1, string())])),
            field("messages", 1, list(object(3, message))),
        ],
    )
}

/// `{ users { name } }` with a list of users from messages and their names from users.
pub fn names_of_users() -> Plan {
    let users = objects("users", 0, read(1, USER, vec![leaf("id", 0)]));
    let found = entities(USER, &[0], read(1, USER, vec![leaf("name", 1)]));
    query(
        vec![shape(&["users"]), shape(&["-id", "name"])],
        vec![
            fetch(MESSAGES, "{users{id}}", root(vec![users])),
            after(&[0], fetch(USERS, "query(…){_entities(…){…}}", Start::Entities(vec![found]))),
        ],
        vec![field("users", 0, list(object(1, vec![field("name", 1, string())])))],
    )
}

/// One root field that one subgraph answers.
pub fn one_field(read: ReadField, output: OutputField, more_shapes: Vec<Shape>) -> Plan {
    let shapes = [vec![shape(&[&output.key])], more_shapes].concat();
    query(shapes, vec![fetch(USERS, "{…}", root(vec![read]))], vec![output])
}

//! Writes a schema as text, in one way only: types and directives by name, one directive of a type a line.
//!
//! The compiler's own serialisation keeps the order of a document and writes all of a type's directives on one line, which
//! makes a supergraph unreadable and its differences useless.

use std::fmt::Write as _;

use apollo_compiler::{
    Node, Schema,
    ast::{self, Directive, DirectiveDefinition, EnumValueDefinition, FieldDefinition, InputValueDefinition, Value},
    collections::IndexSet,
    schema::{ComponentName, ExtendedType},
};

/// Up to this length a description stands on the line of its quotes.
const SHORT: usize = 70;

/// The whole schema, without what is built in.
pub(crate) fn schema(schema: &Schema) -> String {
    let mut printer = Printer { out: String::new() };
    printer.definition(schema);
    let mut directives: Vec<_> = schema.directive_definitions.values().filter(|one| !one.is_built_in()).collect();
    directives.sort_by_cached_key(|definition| order(&definition.name));
    for definition in directives {
        printer.directive_definition(definition);
    }
    let mut types: Vec<_> = schema.types.values().filter(|ty| !ty.is_built_in()).collect();
    types.sort_by_cached_key(|ty| order(ty.name()));
    for ty in types {
        printer.ty(ty);
    }
    printer.out
}

/// By letters first, whatever their case, as people look names up.
fn order(name: &str) -> (String, String) {
    // `_` stands before digits, and digits before letters.
    let folded = name.chars().map(|char| if char == '_' { ' ' } else { char.to_ascii_lowercase() }).collect();
    (
        folded,
        name.chars()
            .map(|char| if char.is_ascii_lowercase() { char.to_ascii_uppercase() } else { char.to_ascii_lowercase() })
            .collect(),
    )
}

struct Printer {
    out: String,
}

impl Printer {
    fn definition(&mut self, schema: &Schema) {
        let definition = &schema.schema_definition;
        let is_usual =
            definition.iter_root_operations().all(|(operation, root)| root.name == operation.default_type_name());
        if definition.directives.is_empty() && definition.description.is_none() && is_usual {
            return;
        }
        self.begin(definition.description.as_ref());
        self.out.push_str("schema");
        self.lines(definition.directives.iter().map(|directive| &directive.node));
        self.open(!definition.directives.is_empty());
        for (operation, root) in definition.iter_root_operations() {
            self.put(format_args!("  {operation}: {}\n", root.name));
        }
        self.out.push_str("}\n");
    }

    fn directive_definition(&mut self, definition: &DirectiveDefinition) {
        self.begin(definition.description.as_ref());
        self.put(format_args!("directive @{}", definition.name));
        self.arguments(&definition.arguments, "");
        if definition.repeatable {
            self.out.push_str(" repeatable");
        }
        let locations: Vec<_> = definition.locations.iter().map(|location| location.name()).collect();
        self.put(format_args!(" on {}\n", locations.join(" | ")));
    }

    fn ty(&mut self, ty: &ExtendedType) {
        self.begin(ty.description());
        let keyword = match ty {
            ExtendedType::Scalar(_) => "scalar",
            ExtendedType::Object(_) => "type",
            ExtendedType::Interface(_) => "interface",
            ExtendedType::Union(_) => "union",
            ExtendedType::Enum(_) => "enum",
            ExtendedType::InputObject(_) => "input",
        };
        self.put(format_args!("{keyword} {}", ty.name()));
        match ty {
            ExtendedType::Object(object) => self.implements(&object.implements_interfaces),
            ExtendedType::Interface(interface) => self.implements(&interface.implements_interfaces),
            _ => {}
        }
        self.lines(ty.directives().iter().map(|directive| &directive.node));
        let has_lines = !ty.directives().is_empty();
        match ty {
            ExtendedType::Scalar(_) => self.out.push('\n'),
            ExtendedType::Union(union) => {
                let members: Vec<_> = union.members.iter().map(|member| member.name.as_str()).collect();
                let new_line = if has_lines { "\n" } else { "" };
                self.put(format_args!("{new_line} = {}\n", members.join(" | ")));
            }
            ExtendedType::Object(object) => {
                self.block(has_lines, object.fields.values(), |printer, field| printer.field(field));
            }
            ExtendedType::Interface(interface) => {
                self.block(has_lines, interface.fields.values(), |printer, field| printer.field(field));
            }
            ExtendedType::Enum(ty) => {
                self.block(has_lines, ty.values.values(), |printer, value| printer.enum_value(value));
            }
            ExtendedType::InputObject(input) => {
                self.block(has_lines, input.fields.values(), |printer, field| {
                    printer.out.push_str("  ");
                    printer.input_value(field);
                });
            }
        }
    }

    fn implements(&mut self, interfaces: &IndexSet<ComponentName>) {
        let names: Vec<_> = interfaces.iter().map(|interface| interface.name.as_str()).collect();
        if !names.is_empty() {
            self.put(format_args!(" implements {}", names.join(" & ")));
        }
    }

    /// What is in braces. What is described is set apart from what stands before it.
    fn block<'i, T: Described + 'i>(
        &mut self,
        has_lines: bool,
        items: impl Iterator<Item = &'i T>,
        print: impl Fn(&mut Self, &'i T),
    ) {
        self.open(has_lines);
        for (index, item) in items.enumerate() {
            if let Some(description) = item.description() {
                if index > 0 {
                    self.out.push('\n');
                }
                self.description(description, "  ");
            }
            print(self, item);
            self.out.push('\n');
        }
        self.out.push_str("}\n");
    }

    fn open(&mut self, has_lines: bool) {
        self.out.push_str(if has_lines { "\n{\n" } else { " {\n" });
    }

    fn field(&mut self, field: &FieldDefinition) {
        self.put(format_args!("  {}", field.name));
        self.arguments(&field.arguments, "  ");
        self.put(format_args!(": {}", field.ty));
        self.directives(&field.directives);
    }

    fn enum_value(&mut self, value: &EnumValueDefinition) {
        self.put(format_args!("  {}", value.value));
        self.directives(&value.directives);
    }

    fn arguments(&mut self, arguments: &[Node<InputValueDefinition>], indent: &str) {
        if arguments.is_empty() {
            return;
        }
        self.out.push('(');
        if arguments.iter().all(|argument| argument.description.is_none()) {
            for (index, argument) in arguments.iter().enumerate() {
                self.out.push_str(if index > 0 { ", " } else { "" });
                self.input_value(argument);
            }
        } else {
            let inner = format!("{indent}  ");
            for (index, argument) in arguments.iter().enumerate() {
                self.out.push('\n');
                if let Some(description) = &argument.description {
                    if index > 0 {
                        self.out.push('\n');
                    }
                    self.description(description, &inner);
                }
                self.out.push_str(&inner);
                self.input_value(argument);
            }
            self.put(format_args!("\n{indent}"));
        }
        self.out.push(')');
    }

    fn input_value(&mut self, input: &InputValueDefinition) {
        self.put(format_args!("{}: {}", input.name, input.ty));
        if let Some(default) = &input.default_value {
            self.put(format_args!(" = {}", value(default)));
        }
        self.directives(&input.directives);
    }

    fn directives(&mut self, directives: &ast::DirectiveList) {
        for directive in directives {
            self.out.push(' ');
            self.directive(directive);
        }
    }

    fn lines<'d>(&mut self, directives: impl Iterator<Item = &'d Node<Directive>>) {
        for directive in directives {
            self.out.push_str("\n  ");
            self.directive(directive);
        }
    }

    fn directive(&mut self, directive: &Directive) {
        self.put(format_args!("@{}", directive.name));
        let arguments: Vec<_> = directive
            .arguments
            .iter()
            .map(|argument| format!("{}: {}", argument.name, value(&argument.value)))
            .collect();
        if !arguments.is_empty() {
            self.put(format_args!("({})", arguments.join(", ")));
        }
    }

    /// Sets a definition apart and describes it.
    fn begin(&mut self, description: Option<&Node<str>>) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        if let Some(description) = description {
            self.description(description, "");
        }
    }

    fn description(&mut self, text: &str, indent: &str) {
        let text = text.replace("\"\"\"", "\\\"\"\"");
        // A quote at the end would be read as one of the three that close, and white space around a block is not kept.
        let fits = text.len() <= SHORT && !text.contains('\n') && !text.ends_with(['"', '\\']);
        if fits {
            self.put(format_args!("{indent}\"\"\"{text}\"\"\"\n"));
            return;
        }
        self.put(format_args!("{indent}\"\"\"\n"));
        for line in text.lines() {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.put(format_args!("{indent}{line}\n"));
            }
        }
        self.put(format_args!("{indent}\"\"\"\n"));
    }

    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }
}

/// A value without line breaks.
pub(crate) fn value(value: &Value) -> String {
    value.serialize().no_indent().to_string()
}

/// Whatever may have a description.
trait Described {
    fn description(&self) -> Option<&Node<str>>;
}

impl Described for apollo_compiler::schema::Component<FieldDefinition> {
    fn description(&self) -> Option<&Node<str>> {
        self.description.as_ref()
    }
}

impl Described for apollo_compiler::schema::Component<InputValueDefinition> {
    fn description(&self) -> Option<&Node<str>> {
        self.description.as_ref()
    }
}

impl Described for apollo_compiler::schema::Component<EnumValueDefinition> {
    fn description(&self) -> Option<&Node<str>> {
        self.description.as_ref()
    }
}

//! What is sent, and in which order.

use bytes::Bytes;
use federation_plan as plan;
use federation_plan::ShapeId;

use super::{
    ALWAYS, CompileError, Entities, Fetch, Representation, RepresentationField, Span, Start, Step,
    compile::{Compiler, index},
};

impl<'p> Compiler<'p> {
    pub fn fetches(&mut self) -> Result<(), CompileError> {
        let plan = self.plan;
        self.stages()?;
        // All reads come first: a target leads through slots that are filled by fetches before.
        for fetch in &plan.fetches {
            let fetch = self.fetch(fetch)?;
            self.program.fetches.push(fetch);
        }
        for (waiting, fetch) in plan.fetches.iter().enumerate() {
            for dependency in &fetch.dependencies {
                self.program.fetches[dependency.0 as usize].dependents.push(index(waiting)?);
            }
        }
        Ok(())
    }

    /// Every fetch is in one stage, and waits for none that comes later.
    fn stages(&mut self) -> Result<(), CompileError> {
        let fetches = &self.plan.fetches;
        let mut stage_of = vec![None; fetches.len()];
        for (stage, members) in self.plan.stages.iter().enumerate() {
            for id in members {
                let known = stage_of.get_mut(id.0 as usize);
                let known = known.ok_or(CompileError::Missing { what: "fetch", index: id.0 as usize })?;
                if known.replace(stage).is_some() {
                    return Err(CompileError::Order(id.0));
                }
            }
            self.program.stages.push(members.iter().map(|id| id.0).collect());
        }
        self.program.root_stages = vec![0; usize::from(self.slots(ShapeId(0))?)];
        for (number, fetch) in fetches.iter().enumerate() {
            let id = index(number)?;
            let stage = stage_of[number].ok_or(CompileError::Order(id))?;
            let is_before = |dependency: &plan::FetchId| {
                let before = dependency.0 as usize;
                before < number && stage_of[before].is_some_and(|other| other <= stage)
            };
            if !fetch.dependencies.iter().all(is_before) {
                return Err(CompileError::Order(id));
            }
            if let plan::Start::Root(read) = &fetch.start {
                for field in &read.fields {
                    let slot = self.slot(ShapeId(0), field.slot)?;
                    let first = &mut self.program.root_stages[usize::from(slot)];
                    *first = (*first).max(index(stage)?);
                }
            }
        }
        Ok(())
    }

    fn fetch(&mut self, fetch: &'p plan::Fetch) -> Result<Fetch, CompileError> {
        if usize::from(fetch.subgraph.0) >= self.program.subgraphs.len() {
            return Err(CompileError::Missing { what: "subgraph", index: fetch.subgraph.0.into() });
        }
        let variables = fetch.variables.iter().map(|name| Ok((name.as_str().into(), self.text("\"", name, "\":")?)));
        let variables = variables.collect::<Result<Vec<(Box<str>, _)>, CompileError>>()?;
        let start = match &fetch.start {
            plan::Start::Root(read) if read.shape == ShapeId(0) => Start::Root(self.read(read)?),
            plan::Start::Root(read) => return Err(CompileError::Shape { shape: read.shape.0, slot: 0 }),
            plan::Start::Entities(entities) => {
                Start::Entities(entities.iter().map(|entities| self.entities(entities)).collect::<Result<_, _>>()?)
            }
            plan::Start::Below { target, read } => Start::Below([self.below(target, read)?]),
        };
        let head = head(fetch);
        let has_none = variables.is_empty() && !matches!(start, Start::Entities(_));
        Ok(Fetch {
            subgraph: fetch.subgraph,
            kind: fetch.kind,
            condition: self.condition(&fetch.condition)?,
            complete: has_none.then(|| Bytes::from([head.as_slice(), b"}"].concat())),
            prefix: Bytes::from([head.as_slice(), b",\"variables\":{"].concat()),
            variables,
            dependencies: index(fetch.dependencies.len())?,
            dependents: Vec::new(),
            start,
        })
    }

    fn entities(&mut self, entities: &'p plan::Entities) -> Result<Entities, CompileError> {
        let (target, shape) = self.target(&entities.target, &entities.read)?;
        let representations = entities.representations.iter().map(|representation| {
            if let Some(object_type) = representation.object_type {
                self.type_name(object_type)?;
            }
            let typename = self.text("\"", &representation.typename, "\"")?;
            Ok(Representation {
                object_type: representation.object_type,
                prefix: self.text("{\"__typename\":\"", &representation.typename, "\"")?,
                // Who is asked for all objects of an interface says of which type each is, if it knows.
                typename: representation.object_type.map(|_| typename),
                fields: self.representation_fields(shape, &representation.fields)?,
                condition: self.condition(&representation.condition)?,
                decides: representation.decides,
            })
        });
        let representations = representations.collect::<Result<Vec<_>, CompileError>>()?;
        Ok(Entities {
            key: self.key(&entities.key)?,
            variable: self.text("\"", &entities.variable, "\":[")?,
            target,
            representations: self.program.representations.add(representations)?,
            read: self.read(&entities.read)?,
            decides: entities.representations.iter().any(|representation| representation.decides),
            condition: self.condition(&entities.condition)?,
        })
    }

    /// What starts at the root again, as the only entity of a request: whatever stands at the target is it.
    fn below(&mut self, target: &'p [plan::Step], read: &'p plan::Read) -> Result<Entities, CompileError> {
        let (target, _) = self.target(target, read)?;
        let root = Representation {
            object_type: None,
            prefix: self.text("{\"", "__typename", "\":null")?,
            typename: None,
            fields: Span::EMPTY,
            condition: ALWAYS,
            decides: false,
        };
        Ok(Entities {
            key: self.key("data")?,
            variable: self.text("\"", "data", "\":[")?,
            target,
            representations: self.program.representations.add([root])?,
            read: self.read(read)?,
            decides: false,
            condition: ALWAYS,
        })
    }

    /// Where the objects of a fetch stand, and which shape they have.
    fn target(&mut self, target: &[plan::Step], read: &plan::Read) -> Result<(Span<Step>, ShapeId), CompileError> {
        let mut shape = ShapeId(0);
        let mut steps = Vec::with_capacity(target.len());
        for step in target {
            let slot = self.slot(shape, step.slot)?;
            let names = &self.program.slot_names[self.program.shapes[shape.0 as usize].names];
            let name = names[usize::from(slot)];
            steps.push(Step { slot, types: self.some_types(step.types.as_ref())?, name });
            let missing = CompileError::Missing { what: "objects in slot", index: slot.into() };
            shape = self.inner_shape(shape, step.slot).ok_or(missing)?;
        }
        if shape == read.shape {
            Ok((self.program.steps.add(steps)?, shape))
        } else {
            Err(CompileError::Shape { shape: shape.0, slot: 0 })
        }
    }

    fn representation_fields(
        &mut self,
        shape: ShapeId,
        fields: &[plan::RepresentationField],
    ) -> Result<Span<RepresentationField>, CompileError> {
        let fields = fields.iter().map(|field| {
            let slot = self.slot(shape, field.slot)?;
            let inner = match self.inner_shape(shape, field.slot) {
                Some(inner) if !field.fields.is_empty() => self.representation_fields(inner, &field.fields)?,
                _ if field.fields.is_empty() => Span::EMPTY,
                _ => return Err(CompileError::Missing { what: "objects in slot", index: slot.into() }),
            };
            Ok(RepresentationField {
                key: self.key(&field.name)?,
                types: self.some_types(field.types.as_ref())?,
                slot,
                is_key: field.is_key,
                condition: self.condition(&field.condition)?,
                fields: inner,
            })
        });
        let fields = fields.collect::<Result<Vec<_>, CompileError>>()?;
        self.program.representation_fields.add(fields)
    }
}

/// A request up to its document and name.
fn head(fetch: &plan::Fetch) -> Vec<u8> {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let mut head = format!("{{\"query\":{}", string(&fetch.document));
    if let Some(name) = &fetch.operation_name {
        head.push_str(",\"operationName\":");
        head.push_str(&string(name));
    }
    head.into_bytes()
}

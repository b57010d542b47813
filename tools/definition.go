package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Effect is what a tool does to the world. It is the only thing a tool states
// about its safety: hints, the read-only filter and the confirmation rule are
// derived from it, so that none of them can disagree with the others.
type Effect string

// The five effects.
const (
	Read     Effect = "read"     // changes nothing
	Create   Effect = "create"   // adds something new; repeating it adds another
	Change   Effect = "change"   // sets values of something that exists
	Workflow Effect = "workflow" // moves something in a process that people follow
	Delete   Effect = "delete"   // removes something for good
)

// Effects lists the effects in order of weight.
func Effects() []Effect { return []Effect{Read, Create, Change, Workflow, Delete} }

// Hints are the four MCP tool annotations that follow from an effect
// (MCP 2026-07-28, server/tools, ToolAnnotations). OpenWorld is true for every
// tool, since Concur is outside of this process, and therefore not listed.
type Hints struct {
	ReadOnly    bool
	Destructive bool
	Idempotent  bool
}

// Hints derives the annotations. Create is additive, so it is not destructive;
// a workflow step cannot be taken back by the one who took it, so it is.
func (e Effect) Hints() Hints {
	switch e {
	case Read:
		return Hints{ReadOnly: true, Idempotent: true}
	case Create:
		return Hints{}
	case Change:
		return Hints{Destructive: true, Idempotent: true}
	case Delete:
		return Hints{Destructive: true, Idempotent: true}
	case Workflow:
		return Hints{Destructive: true}
	default:
		return Hints{Destructive: true}
	}
}

// Writes reports whether the effect changes anything in Concur.
func (e Effect) Writes() bool { return e != Read }

// Definition says what a tool is for. Everything that is not said here is
// derived from it.
type Definition struct {
	// Name is what an agent calls, in snake case, at most 64 characters.
	Name string
	// Title is what a person reads in a list of tools.
	Title string
	// Toolset is the group that operators switch on and off.
	Toolset string
	// Optional tools are listed only when their toolset or name is asked for.
	Optional bool
	// Effect is the one thing the tool does.
	Effect Effect
	// Description says what the tool is for, which token it needs where that
	// matters, and which tool yields the ids: at most 300 characters.
	Description string
	// Operations are the Concur operations the tool stands for, by their name in
	// the operation catalogue. Any connection that can run one of them can run
	// the tool.
	Operations []string
	// Supporting are operations it may use besides: to resolve a name, or to
	// read back what it wrote.
	Supporting []string
}

// Func is the work of a tool. In is a struct whose json tags name the
// arguments; Out marshals to a JSON object.
type Func[In, Out any] func(ctx context.Context, call *Call, in In) (Out, error)

// Tool is a definition with its work and its input schema.
type Tool struct {
	Definition
	schema func() (json.RawMessage, error)
	run    func(ctx context.Context, call *Call, args json.RawMessage) (any, error)
	look   func(ctx context.Context, call *Call, args json.RawMessage, sent Sent) (Seen, error)
}

// New makes a tool. Its schema is made when somebody asks for it, since most servers
// list less than half of the tools.
func New[In, Out any](def Definition, fn Func[In, Out]) Tool {
	return Tool{
		Definition: def,
		schema:     func() (json.RawMessage, error) { return schemaOf[In](def.Effect) },
		run: func(ctx context.Context, call *Call, args json.RawMessage) (any, error) {
			in, err := decode[In](args, def.Effect.controls()...)
			if err != nil {
				return nil, err
			}
			return fn(ctx, call, in)
		},
	}
}

// InputSchema is the JSON schema of the arguments: one object, with
// `properties` always present, no type lists and no top-level combinators, so
// that every client can take it. It panics where the arguments have no schema, which
// the test of the catalog would meet first.
func (t Tool) InputSchema() json.RawMessage {
	schema, err := t.schema()
	if err != nil {
		panic(fmt.Sprintf("tool %s: %v", t.Name, err))
	}
	return schema
}

var errCrashed = errors.New("the call crashed")

// Run checks the arguments and does the work. Arguments that do not fit give
// an *ArgumentError before anything is sent.
func (t Tool) Run(ctx context.Context, call *Call, args json.RawMessage) (out any, err error) {
	// A call that crashed may have done anything.
	err = errCrashed
	defer func() { call.ended(err) }()
	return t.run(ctx, call, args)
}

// UsesOperations lists Operations and Supporting together.
func (t Tool) UsesOperations() []string {
	return append(append([]string{}, t.Operations...), t.Supporting...)
}

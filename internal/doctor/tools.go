package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Tool says whether a tool will work.
type Tool struct {
	Name  string `json:"name"`
	Works bool   `json:"works"`
	// With is the kinds of connections that run it.
	With []auth.Kind `json:"with,omitempty"`
	// Why says what it lacks; Mend what to do about it.
	Why  string `json:"why,omitempty"`
	Mend string `json:"mend,omitempty"`
}

// MissingScope is a scope that a connection lacks.
type MissingScope struct {
	Connection auth.Kind `json:"connection"`
	// AnyOf are alternatives: one of them is enough.
	AnyOf []string `json:"any_of"`
	// Unlocks are tools that do not work without it.
	Unlocks []string `json:"unlocks,omitempty"`
	// Completes are tools that work, and would do more with it, such as take names in
	// the place of ids.
	Completes []string `json:"completes,omitempty"`
}

// Granted is what a working connection may do. Without scopes it is taken at its word:
// Concur has not said yet what they are.
type Granted struct {
	Kind   auth.Kind
	Scopes []string
}

// Tools says which tools the connections can run, and which scopes they lack for the
// others. Roles in Concur limit further what a person may do; no token shows them.
func Tools(list []tools.Tool, connections []Granted) ([]Tool, []MissingScope) {
	operations := map[string]catalogue.Operation{}
	for _, op := range catalogue.All() {
		operations[op.Name] = op
	}
	all := make([]Tool, 0, len(list))
	var missing lacking
	for _, tool := range list {
		state, lacks := verdict(tool, operations, connections)
		all = append(all, state)
		for _, lack := range lacks {
			missing.add(lack, tool.Name, state.Works)
		}
	}
	return all, missing.scopes
}

// lack is a group of alternative scopes that a connection has none of.
type lack struct {
	kind   auth.Kind
	scopes []string
}

// verdict goes through the operations as the client routes them: of the connections that
// can run one, the kind that the catalogue prefers.
func verdict(tool tools.Tool, operations map[string]catalogue.Operation, connections []Granted) (Tool, []lack) {
	state := Tool{Name: tool.Name}
	var lacks []lack
	wanted := map[catalogue.Token]bool{}
	for _, name := range tool.Operations {
		op := operations[name]
		for _, kind := range op.Tokens {
			wanted[kind] = true
		}
		connection, ok := preferred(op, connections)
		if !ok {
			continue
		}
		if scopes, ok := scoped(op, connection); !ok {
			lacks = append(lacks, lack{connection.Kind, scopes})
			continue
		}
		state.Works = true
		if !slices.Contains(state.With, connection.Kind) {
			state.With = append(state.With, connection.Kind)
		}
	}
	if !state.Works {
		state.Why, state.Mend = reason(wanted, lacks)
		return state, lacks
	}
	for _, name := range tool.Supporting {
		if connection, ok := preferred(operations[name], connections); ok {
			if scopes, ok := scoped(operations[name], connection); !ok {
				lacks = append(lacks, lack{connection.Kind, scopes})
			}
		}
	}
	return state, lacks
}

// preferred is the connection that the client takes for an operation.
func preferred(op catalogue.Operation, connections []Granted) (Granted, bool) {
	for _, kind := range op.Tokens {
		at := slices.IndexFunc(connections, func(g Granted) bool { return catalogue.Token(g.Kind) == kind })
		if at >= 0 {
			return connections[at], true
		}
	}
	return Granted{}, false
}

func scoped(op catalogue.Operation, connection Granted) (missing []string, ok bool) {
	if len(connection.Scopes) == 0 {
		return nil, true
	}
	return op.ScopedFor(connection.Scopes)
}

// reason says why a tool does not work.
func reason(wanted map[catalogue.Token]bool, lacks []lack) (why, mend string) {
	if len(lacks) > 0 {
		first := lacks[0]
		return fmt.Sprintf("The %s connection lacks the scope %s.", first.kind, strings.Join(first.scopes, " or ")), mendScope(first.kind)
	}
	switch {
	case wanted[catalogue.User] && wanted[catalogue.Company]:
		return "It needs a connection to Concur, and there is none.", mendUser
	case wanted[catalogue.Company]:
		return "It needs a company connection.", mendCompany
	default:
		return "It needs a user connection.", mendUser
	}
}

const (
	mendUser    = "Sign in: concur-mcp login, or the link that a tool gives."
	mendCompany = "Connect the company: concur-mcp login --company."
)

func mendScope(kind auth.Kind) string {
	if kind == auth.Company {
		return "Have a Concur administrator add the scope to the OAuth application; then connect the company again."
	}
	return "Have a Concur administrator add the scope to the OAuth application; then sign in again."
}

// lacking gathers missing scopes with the tools they are for.
type lacking struct{ scopes []MissingScope }

func (l *lacking) add(lack lack, tool string, works bool) {
	at := slices.IndexFunc(l.scopes, func(m MissingScope) bool {
		return m.Connection == lack.kind && slices.Equal(m.AnyOf, lack.scopes)
	})
	if at < 0 {
		at = len(l.scopes)
		l.scopes = append(l.scopes, MissingScope{Connection: lack.kind, AnyOf: lack.scopes})
	}
	of := &l.scopes[at].Completes
	if !works {
		of = &l.scopes[at].Unlocks
	}
	if !slices.Contains(*of, tool) {
		*of = append(*of, tool)
	}
}

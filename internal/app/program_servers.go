package app

import (
	"context"
	"slices"
	"sync"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/redact"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// servers are the MCP servers of a program, one for each profile, made when it is
// first needed: to make one takes longer than most calls. What a caller may only read
// is left out when they ask.
type servers struct {
	mu sync.Mutex
	by map[string]*mcpserver.Server
	// profiles are those that principals have in the place of the settings' own.
	profiles sync.Map
}

// server is the one for the person at this machine.
func (p *program) server() *mcpserver.Server { return p.serverFor(localCaller()) }

// serverFor is the one for a caller.
func (p *program) serverFor(who caller.Caller) *mcpserver.Server {
	if who.Profile == "" {
		p.servers.profiles.Delete(who.Principal) // They may have had one.
	} else {
		p.servers.profiles.Store(who.Principal, who.Profile)
	}
	p.servers.mu.Lock()
	defer p.servers.mu.Unlock()
	made, ok := p.servers.by[who.Profile]
	if !ok {
		made = mcpserver.New(p.options(p.toolsOf(who.Profile)))
		p.servers.by[who.Profile] = made
	}
	return made
}

// toolsOf are the tools of a profile; those that the settings switch on if it is empty.
func (p *program) toolsOf(profile string) []tools.Tool {
	if profile == "" {
		return p.tools
	}
	selected, err := catalog.Select(p.all, catalog.Selection{Profile: profile, Exclude: p.settings.ExcludeTools})
	if err != nil { // Profiles are checked where callers are read.
		return nil
	}
	return selected
}

func (p *program) options(selected []tools.Tool) mcpserver.Options {
	o := p.extra
	o.Tools, o.Policy, o.Version, o.Logger = selected, p.policy, currentVersion(), p.logger
	o.Lists, o.Writes = p.lists, p.guard
	o.Errands = errands{connections: p.connections, signIn: p.signIn, links: &p.links, uploads: p.uploads}
	o.Notices, o.Redact = p.notices, redact.Redactor(p.settings.Redact)
	return o
}

// lists reports whether a caller has a connection that can run a tool, or could sign
// in to one. Only what needs a company is asked for at the store.
func (p *program) lists(ctx context.Context, who caller.Caller, tool tools.Tool) bool {
	kinds := p.runBy[tool.Name]
	if slices.Contains(kinds, auth.User) {
		return true
	}
	if !slices.Contains(kinds, auth.Company) {
		return false
	}
	connected, err := p.connections.Kinds(caller.With(ctx, who), who.Principal)
	// A store that is away does not take tools away: calling them says what is wrong.
	return err != nil || slices.Contains(connected, auth.Company)
}

// runners says which kinds of connections can run each tool.
func runners(all []tools.Tool) map[string][]auth.Kind {
	operations := map[string]catalogue.Operation{}
	for _, operation := range catalogue.All() {
		operations[operation.Name] = operation
	}
	kinds := map[string][]auth.Kind{}
	for _, tool := range all {
		for _, kind := range []auth.Kind{auth.User, auth.Company} {
			if slices.ContainsFunc(tool.Operations, func(name string) bool { return operations[name].Takes(catalogue.Token(kind)) }) {
				kinds[tool.Name] = append(kinds[tool.Name], kind)
			}
		}
	}
	return kinds
}

// refuses reports whether nobody gets a tool.
func (p *program) refuses(tool tools.Tool) bool {
	return p.policy.Decide(tool.Effect, approve.Override{}).Verdict == approve.Refuse
}

// offered are the tools that the person at this machine gets.
func (p *program) offered(ctx context.Context) []tools.Tool {
	return slices.DeleteFunc(slices.Clone(p.tools), func(tool tools.Tool) bool {
		return p.refuses(tool) || !p.lists(ctx, localCaller(), tool)
	})
}

// scopes are asked for when a principal signs in: what their tools need, and what it
// takes to say whose account it is, before anything is written with it.
func (p *program) scopes(principal string) []string {
	profile, _ := p.servers.profiles.Load(principal)
	name, _ := profile.(string)
	operations := []string{"profile_get_me"}
	for _, tool := range p.toolsOf(name) {
		if !p.refuses(tool) {
			operations = append(operations, tool.UsesOperations()...)
		}
	}
	return catalogue.ScopesFor(operations, catalogue.User)
}

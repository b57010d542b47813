package faults_test

import (
	"time"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// patience is longer than anybody waits for an answer.
const patience = time.Hour

// trouble is something that goes wrong during a call.
type trouble struct {
	// name is short, what says it in words.
	name, what string
	// main happens to the main request: the write, or the read that gives the result.
	// Its kind is empty for nothing.
	main simulator.Fault
	// once: to the first of them only.
	once bool
	// look happens to all that is asked after a write, to read it back or to find out
	// what became of it.
	look simulator.Fault
	// signIn happens to each refresh of a token after that.
	signIn simulator.FaultKind
	// unkept is a kind of entry of the journal that the store does not take.
	unkept string
	// cancelled: the client gives the call up while Concur works on it.
	cancelled bool
	// killed: the process of the call is killed, and the next one finds out.
	killed bool
	// open: Concur may still do it later.
	open bool
}

// plan gives the faults, for a main operation.
func (t trouble) plan(operation string) []simulator.Fault {
	var faults []simulator.Fault
	if t.signIn != "" {
		faults = append(faults, simulator.Fault{Operation: "oauth_token", After: operation, Kind: t.signIn})
	}
	if main := t.main; main.Kind != "" {
		main.Operation = operation
		if t.once {
			main.Nth = 1
		}
		faults = append(faults, main)
	}
	if look := t.look; look.Kind != "" {
		look.After = operation
		faults = append(faults, look)
	}
	return faults
}

// troubles are those of the main request, which reads and writes can meet alike.
func troubles() []trouble {
	type fault = simulator.Fault
	return []trouble{
		{name: "reset", what: "The connection breaks before Concur does anything.", main: fault{Kind: simulator.ResetBefore}},
		{name: "reset once", what: "The same, the first time only.", main: fault{Kind: simulator.ResetBefore}, once: true},
		{name: "dropped", what: "Concur does it; the connection breaks before the answer.", main: fault{Kind: simulator.CommitThenDrop}},
		{name: "429", what: "Too many requests.", main: fault{Kind: simulator.TooManyRequests}},
		{
			name: "429, 2 s", what: "Too many requests, the first time only, with `Retry-After: 2`.",
			main: fault{Kind: simulator.TooManyRequests, RetryAfter: "2"}, once: true,
		},
		{
			name: "429, 60 s", what: "Too many requests, with `Retry-After: 60`.",
			main: fault{Kind: simulator.TooManyRequests, RetryAfter: "60"},
		},
		{name: "500", what: "Concur fails.", main: fault{Kind: simulator.ServerError}},
		{name: "503", what: "Concur is not available.", main: fault{Kind: simulator.ServerError, Status: 503}},
		{name: "503 once", what: "The same, the first time only.", main: fault{Kind: simulator.ServerError, Status: 503}, once: true},
		{name: "expired", what: "The access token expires in the middle.", main: fault{Kind: simulator.ExpireToken}, once: true},
		{name: "no token", what: "Every access token is refused.", main: fault{Kind: simulator.ExpireToken}},
		{
			name: "no refresh", what: "The access token expires in the middle, and its refresh is refused.",
			main: fault{Kind: simulator.ExpireToken}, signIn: simulator.RefuseRefresh,
		},
		{
			name: "no sign-in", what: "The access token expires in the middle, and the sign-in cannot be reached.",
			main: fault{Kind: simulator.ExpireToken}, signIn: simulator.ResetBefore,
		},
		{name: "stall", what: "Concur does nothing, and no header comes in time.", main: fault{Kind: simulator.Stall}, open: true},
		{name: "slow", what: "Concur does it, and no header comes in time.", main: fault{Kind: simulator.Slow, Delay: patience}},
		{name: "slow body", what: "Concur does it, and the body does not come in time.", main: fault{Kind: simulator.SlowBody, Delay: patience}},
		{name: "malformed", what: "Concur does it, and answers with JSON that breaks off.", main: fault{Kind: simulator.Malformed}},
		{name: "truncated", what: "Concur does it; the connection breaks in the middle of the answer.", main: fault{Kind: simulator.Truncated}},
		{name: "empty", what: "Concur does it; the answer has no body.", main: fault{Kind: simulator.EmptyBody}},
		{name: "page 200", what: "A proxy answers 200 with a page for people.", main: fault{Kind: simulator.HTMLPage, Status: 200}},
		{name: "page 503", what: "A proxy answers 503 with a page for people.", main: fault{Kind: simulator.HTMLPage}},
		{name: "wrong type", what: "Concur does it, and calls its answer a plain text.", main: fault{Kind: simulator.WrongType}},
		{name: "garbage", what: "Concur does it, and answers with 10 MB of garbage.", main: fault{Kind: simulator.Garbage, Bytes: 10 << 20}},
		{
			name: "cancelled", what: "The client cancels the call before Concur does it.",
			main: fault{Kind: simulator.Stall}, cancelled: true, open: true,
		},
		{
			name: "cancelled late", what: "The client cancels the call after Concur has done it.",
			main: fault{Kind: simulator.Slow, Delay: patience}, cancelled: true,
		},
	}
}

// troublesOfWrites are those of what goes with a write: its journal, and what is asked
// after it.
func troublesOfWrites() []trouble {
	type fault = simulator.Fault
	reset, dropped := fault{Kind: simulator.ResetBefore}, fault{Kind: simulator.CommitThenDrop}
	unavailable, page := fault{Kind: simulator.ServerError, Status: 503}, fault{Kind: simulator.HTMLPage, Status: 200}
	return []trouble{
		{name: "look reset", what: "Done; the connection breaks when it is read back.", look: reset},
		{name: "look 503", what: "Done; Concur is not available when it is read back.", look: unavailable},
		{name: "look malformed", what: "Done; read back is JSON that breaks off.", look: fault{Kind: simulator.Malformed}},
		{name: "look page", what: "Done; a proxy answers 200 with a page when it is read back.", look: page},
		{name: "look stall", what: "Done; no answer comes when it is read back.", look: fault{Kind: simulator.Stall}},
		{
			name: "look no refresh", what: "Done; the access token expires when it is read back, and its refresh is refused.",
			look: fault{Kind: simulator.ExpireToken}, signIn: simulator.RefuseRefresh,
		},
		{name: "store before", what: "The journal cannot be written before the write.", unkept: journal.KindBegun},
		{name: "store after", what: "Done; the journal cannot be written after it.", unkept: journal.KindEnded},
		{name: "dropped, store after", what: "`dropped`, and the journal cannot be written.", main: dropped, unkept: journal.KindEnded},
		{name: "reset, look 503", what: "`reset`, and then Concur is not available.", main: reset, look: unavailable},
		{name: "dropped, look 503", what: "`dropped`, and then Concur is not available.", main: dropped, look: unavailable},
		{name: "dropped, look stall", what: "`dropped`, and then no answer comes.", main: dropped, look: fault{Kind: simulator.Stall}},
		{name: "dropped, look page", what: "`dropped`, and then a proxy answers 200 with a page.", main: dropped, look: page},
	}
}

package attendees

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	// turns are taken by expense: all of its attendees are replaced at once.
	turns *tools.Turns[concur.ExpenseID]
	// arrivals are turns of those who are made, by person.
	arrivals *tools.Turns[string]
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{concur: client, turns: &tools.Turns[concur.ExpenseID]{}, arrivals: &tools.Turns[string]{}}
	return []tools.Tool{
		k.listExpenseAttendees(),
		k.setExpenseAttendees(),
		k.searchAttendees(),
		k.createAttendee(),
		k.updateAttendee(),
		k.deleteAttendee(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "attendees", Effect: effect, Optional: true}
}

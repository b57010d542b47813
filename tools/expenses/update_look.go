package expenses

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// lookForChange looks whether an expense shows a change. What it showed before is not
// known any more, so that a part of it proves nothing.
func (k kit) lookForChange(ctx context.Context, call *tools.Call, in updateReportExpenseIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	c, on, byCompany, err := in.resolved(ctx, session)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	missing, err := in.missing(ctx, session, on, c, byCompany)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return outcome.SeenChanged("expense", missing, c.fields()), nil
}

// missing names the arguments of which the expense does not show what they ask for.
func (in updateReportExpenseIn) missing(
	ctx context.Context, session *concur.Session, on concur.Subject, c change, byCompany bool,
) ([]string, error) {
	if byCompany {
		id, custom, err := in.forV4(ctx, session, on, c)
		if err != nil {
			return nil, err
		}
		now, err := expenseOf(ctx, session, in.named(id))
		return unpatched(c.patch(custom), now), err
	}
	id, err := in.forV3(ctx, session, on, &c.entry, c.custom)
	if err != nil {
		return nil, err
	}
	now, err := session.GetEntry(ctx, on.User, id)
	return ignored(c.entry, now), err
}

// fields counts what is changed, custom fields one by one.
func (c change) fields() int {
	n := len(c.forPerson) + len(c.forCompany) + len(c.forEither)
	if len(c.custom) > 0 {
		n += len(c.custom) - 1
	}
	return n
}

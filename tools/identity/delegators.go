package identity

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listDelegatorsIn struct {
	IncludeInactive bool `json:"include_inactive,omitempty"`
	tools.Page
}

type listDelegatorsOut struct {
	Delegators render.Rows `json:"delegators"`
	render.Listing
}

type delegator struct {
	Login                 string `json:"login"`
	CanPrepare            bool   `json:"can_prepare"`
	CanSubmit             bool   `json:"can_submit"`
	CanApprove            bool   `json:"can_approve"`
	CanApproveForATime    bool   `json:"can_approve_temporarily,omitempty"`
	CanViewReceipts       bool   `json:"can_view_receipts"`
	ReceivesApprovalMails bool   `json:"receives_approval_emails,omitempty"`
	ReceivesMails         bool   `json:"receives_emails,omitempty"`
}

func (k kit) listDelegators() tools.Tool {
	def := tools.Definition{
		Name: "list_delegators", Title: "List delegators", Toolset: "identity", Optional: true, Effect: tools.Read,
		Description: "Lists who made the connected person a delegate, and what for: their logins go into user of other tools. " +
			"Needs a user connection.",
		Operations: []string{"get_delegators_v1"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listDelegatorsIn) (listDelegatorsOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.IncludeInactive)
		if err != nil {
			return listDelegatorsOut{}, err
		}
		found, err := k.concur.As(call.Caller).Delegators(ctx, in.IncludeInactive)
		if err != nil {
			return listDelegatorsOut{}, err
		}
		rows := make([]delegator, len(found))
		for i, d := range found {
			rows[i] = delegator{
				Login: d.Login, CanPrepare: bool(d.CanPrepare), CanSubmit: bool(d.CanSubmit), CanApprove: bool(d.CanApprove),
				CanApproveForATime: bool(d.CanTemporaryApprove), CanViewReceipts: bool(d.CanViewReceipts),
				ReceivesApprovalMails: bool(d.ReceivesApprovalMails), ReceivesMails: bool(d.ReceivesMails),
			}
		}
		var out listDelegatorsOut
		out.Delegators, out.Listing, err = render.Whole(rows, ask, nil)
		if len(rows) == 0 {
			out.Note = "Nobody made this person a delegate. People do that themselves, in Profile > Expense Settings > Expense Delegates."
		}
		return out, view.ListError(err)
	})
}

package v3

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func (k kit) digestTools() []tools.Tool { return []tools.Tool{k.listDigests(), k.getDetails()} }

type listDigestsIn struct {
	digestFilter
	tools.Page
}

// digestFilter are the filters of list_reports, and what else digests are found by.
// Two of them stand here again without the texts that list_reports has for them: this
// schema is larger still.
type digestFilter struct {
	ID concur.ReportID `json:"id,omitempty"`
	view.ReportFilter
	ApprovalStatus view.ApprovalStatus `json:"approval_status,omitempty"`
	User           concur.Ref          `json:"user,omitempty"`
}

// ofReports are the filters that are those of list_reports.
func (f digestFilter) ofReports() view.ReportFilter {
	filter := f.ReportFilter
	filter.ApprovalStatus, filter.User = f.ApprovalStatus, f.User
	return filter
}

// check wants an id to stand alone: it leaves nothing to filter.
func (f digestFilter) check() error {
	if f.ID == "" {
		return nil
	}
	if (f != digestFilter{ID: f.ID, User: f.User}) {
		return tools.Argumentf("id", "names one report, so nothing is left to filter").WithHint("Give id (and user) alone, or filters.")
	}
	return somebody(f.User)
}

type digestList struct {
	Reports render.Rows `json:"reports"`
	render.Listing
}

func (k kit) listDigests() tools.Tool {
	def := define("v3_list_report_digests", "List report digests (v3)", tools.Read)
	def.Description = "list_reports with fewer fields, or one id. Concur no longer documents it."
	def.Operations = []string{"list_report_digests", "get_report_digest"}
	def.Supporting = append(people(), "expense_config_list_policies", "expense_config_list_expense_types",
		"expense_config_list_payment_types", "list_expense_group_configurations")
	return tools.New(def, k.runListDigests)
}

func (k kit) runListDigests(ctx context.Context, call *tools.Call, in listDigestsIn) (digestList, error) {
	ask, err := view.Ask("v3_list_report_digests", in.Page, in.digestFilter)
	if err != nil {
		return digestList{}, err
	}
	filters := in.ofReports()
	filter, err := filters.Filter()
	if err == nil {
		err = in.check()
	}
	if err != nil {
		return digestList{}, err
	}
	session := k.concur.As(call.Caller)
	read := 0
	rows, listing, err := render.Paged(ctx, ask, view.ReportSummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[view.ReportRow], error) {
			if in.ID != "" {
				one, err := session.GetReportDigest(ctx, in.User, in.ID)
				return render.Batch[view.ReportRow]{Rows: view.OfDigests(one)}, err
			}
			if err := filters.LookUp(ctx, session, &filter); err != nil {
				return render.Batch[view.ReportRow]{}, err
			}
			page, err := session.ListReportDigests(ctx, filter, string(filters.CostObject), offset)
			read += len(page.Digests)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d reports read", read))
			return render.Batch[view.ReportRow]{Rows: view.OfDigests(page.Digests...), Next: page.Next}, err
		})
	if err != nil {
		return digestList{}, advise(view.ListError(err))
	}
	if rows.Len() == 0 {
		listing.Note = whyEmpty("report", in.User)
	}
	return digestList{Reports: rows, Listing: listing}, nil
}

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
	ID         concur.ReportID `json:"id,omitempty"`
	CostObject concur.Ref      `json:"cost_object,omitempty"`
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
	rows, listing, err := render.Paged(ctx, ask, digestSummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[digest], error) {
			if in.ID != "" {
				one, err := session.GetReportDigest(ctx, in.User, in.ID)
				return render.Batch[digest]{Rows: ofDigests(one)}, err
			}
			if err := filters.LookUp(ctx, session, &filter); err != nil {
				return render.Batch[digest]{}, err
			}
			page, err := session.ListReportDigests(ctx, filter, string(in.CostObject), offset)
			read += len(page.Digests)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d reports read", read))
			return render.Batch[digest]{Rows: ofDigests(page.Digests...), Next: page.Next}, err
		})
	if err != nil {
		return digestList{}, advise(view.ListError(err))
	}
	if rows.Len() == 0 {
		listing.Note = whyEmpty("report", in.User)
	}
	return digestList{Reports: rows, Listing: listing}, nil
}

// digest is a report in short.
type digest struct {
	ReportID       concur.ReportID `json:"report_id"`
	Name           render.Text     `json:"name"`
	Owner          render.Text     `json:"owner,omitempty"`
	OwnerLogin     string          `json:"owner_login,omitempty"`
	Total          *render.Money   `json:"total,omitempty"`
	ApprovalStatus string          `json:"approval_status"`
	ApprovalCode   string          `json:"approval_status_code"`
	PaymentStatus  string          `json:"payment_status,omitempty"`
	PaymentCode    string          `json:"payment_status_code,omitempty"`
	Submitted      string          `json:"submitted,omitempty"`
	Created        string          `json:"created,omitempty"`
	Modified       string          `json:"modified,omitempty"`
	Processing     string          `json:"processing_payment,omitempty"`
	Paid           string          `json:"paid,omitempty"`
	ReportDate     string          `json:"report_date,omitempty"`
	Approver       render.Text     `json:"approver,omitempty"`
	ApproverLogin  string          `json:"approver_login,omitempty"`
	Country        string          `json:"country_code,omitempty"`
	Subdivision    string          `json:"country_subdivision_code,omitempty"`
	LastComment    render.Text     `json:"last_comment,omitempty"`
}

// digestSummary names the fields that a list shows unless asked otherwise.
func digestSummary() []string { return view.ReportSummary() }

func ofDigests(digests ...concur.ReportDigest) []digest {
	rows := make([]digest, len(digests))
	for i, d := range digests {
		rows[i] = digest{
			ReportID: d.ID, Name: render.Text(d.Name), Owner: render.Text(d.OwnerName), OwnerLogin: d.OwnerLoginID,
			ApprovalStatus: d.ApprovalStatusName, ApprovalCode: d.ApprovalStatusCode,
			PaymentStatus: d.PaymentStatusName, PaymentCode: d.PaymentStatusCode,
			Submitted: view.Instant(d.SubmitDate), Created: view.Instant(d.CreateDate),
			Modified: view.Instant(d.ReportHeaderLastModifiedDate), Processing: view.Instant(d.ProcessingPaymentDate),
			Paid: view.Instant(d.PaidDate), ReportDate: view.Day(d.UserDefinedDate),
			Approver: render.Text(d.ApproverName), ApproverLogin: d.ApproverLoginID,
			Country: d.Country, Subdivision: d.CountrySubdivision, LastComment: render.Text(d.LastComment),
		}
		if d.CurrencyCode != "" {
			rows[i].Total = view.MoneyOf(d.Total, d.CurrencyCode)
		}
	}
	return rows
}

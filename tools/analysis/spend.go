package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// dimension is what expenses are put together by.
type dimension string

// The dimensions.
const (
	byType     dimension = "expense_type"
	byCategory dimension = "category"
	byPerson   dimension = "person"
	byVendor   dimension = "vendor"
	byMonth    dimension = "month"
	byPolicy   dimension = "policy"
	byCurrency dimension = "currency"
)

// Values lists the dimensions.
func (dimension) Values() []string {
	return []string{
		string(byType), string(byCategory), string(byPerson), string(byVendor), string(byMonth), string(byPolicy), string(byCurrency),
	}
}

// dateOf is the date that decides whether an expense lies in the span.
type dateOf string

// The dates.
const (
	ofSubmission  dateOf = "submitted"
	ofTransaction dateOf = "transaction"
	ofCreation    dateOf = "created"
	ofPayment     dateOf = "paid"
)

// Values lists the dates, the one that counts if none is given first.
func (dateOf) Values() []string {
	return []string{string(ofSubmission), string(ofTransaction), string(ofCreation), string(ofPayment)}
}

type summarizeSpendIn struct {
	GroupBy        []dimension         `json:"group_by"`
	From           tools.Date          `json:"from"`
	To             tools.Date          `json:"to" jsonschema:"last day"`
	DateOf         dateOf              `json:"date_of,omitempty" jsonschema:"submitted if left out"`
	Users          []concur.Ref        `json:"users,omitempty" jsonschema:"UUIDs, logins, e-mails or names, or ALL; yourself if left out"`
	ApprovalStatus view.ApprovalStatus `json:"approval_status,omitempty" jsonschema:"as in list_reports, or several with commas"`
	Category       string              `json:"category,omitempty" jsonschema:"spend category, name or code"`
	ExpenseType    string              `json:"expense_type,omitempty"`
	Limit          *int                `json:"limit,omitempty" jsonschema:"largest groups shown"`
}

func (k kit) summarizeSpend() tools.Tool {
	def := tools.Definition{
		Name: "summarize_spend", Title: "Sum up expenses", Toolset: "analysis", Effect: tools.Read,
		Description: "Sums up and counts the expenses of many reports, exactly and per currency, grouped by one or more dimensions. " +
			"Others than oneself need an administrator. Personal expenses are counted apart. It says what it could not see.",
		Operations: []string{"list_reports", "list_entries", "list_itemizations"},
		Supporting: []string{"identity_search_users", "identity_get_user", "list_expense_group_configurations"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in summarizeSpendIn) (spendOut, error) {
		limit, err := in.checked()
		if err != nil {
			return spendOut{}, err
		}
		r := reading{session: k.concur.As(call.Caller), in: in, progress: call.Progress}
		spent, err := r.read(ctx)
		if err != nil {
			return spendOut{}, err
		}
		added := newSums(in.GroupBy)
		for _, expense := range spent {
			added.add(expense)
		}
		out := added.shown(limit)
		out.NotSeen, out.Complete = r.unseen, len(r.unseen) == 0
		if out.Expenses == 0 {
			out.Note = in.whyEmpty(len(spent), r.reports)
		}
		return out, nil
	})
}

// How many groups are shown.
const (
	usualGroups = 50
	mostGroups  = 100
)

// checked is what can be said about the arguments without asking Concur. It gives
// the limit.
func (in summarizeSpendIn) checked() (int, error) {
	limit := usualGroups
	if in.Limit != nil {
		limit = *in.Limit
	}
	everybody := slices.ContainsFunc(in.Users, isEverybody)
	switch {
	case in.To.Time().Before(in.From.Time()):
		return 0, tools.Argumentf("to", "%s is before from, %s", in.To, in.From).WithHint("Give the first and the last day of the span.")
	case len(in.GroupBy) == 0:
		return 0, tools.Argumentf("group_by", "is empty").WithHint("Give one of %s.", strings.Join(dimension("").Values(), ", "))
	case everybody && len(in.Users) > 1:
		return 0, tools.Argumentf("users", "ALL stands for everybody, so nobody else can be named").WithHint("Give ALL alone.")
	case limit < 1 || limit > mostGroups:
		return 0, tools.Argumentf("limit", "%d is not between 1 and %d", limit, mostGroups)
	}
	return limit, nil
}

func isEverybody(ref concur.Ref) bool {
	return strings.EqualFold(string(ref), string(concur.Everybody))
}

// filter is the reports that are wanted, but for their owner.
func (in summarizeSpendIn) filter() concur.ReportFilter {
	span := concur.Days{From: in.From.Time(), Before: in.To.Time().AddDate(0, 0, 1)}
	filter := concur.ReportFilter{ApprovalStatusCodes: in.ApprovalStatus.Codes()}
	switch in.DateOf {
	case ofTransaction:
		filter.Transacted = span
	case ofCreation:
		filter.Created = span
	case ofPayment:
		filter.Paid = span
	case ofSubmission:
		filter.Submitted = span
	default:
		filter.Submitted = span
	}
	return filter
}

// wants reports whether an expense passes the filters that Concur does not have.
func (in summarizeSpendIn) wants(s spending) bool {
	named := func(wanted, code, name string) bool {
		return wanted == "" || strings.EqualFold(wanted, code) || strings.EqualFold(wanted, name)
	}
	if in.DateOf == ofTransaction && (s.day < in.From.String() || s.day > in.To.String()) {
		return false
	}
	return named(in.Category, s.categoryCode, s.category) && named(in.ExpenseType, s.typeCode, s.expenseType)
}

// whyEmpty says what an empty sum may come from.
func (in summarizeSpendIn) whyEmpty(expenses, reports int) string {
	switch {
	case reports == 0 && len(in.Users) == 0:
		return "No report of yours fits. Widen the dates, take another date_of, or name others in `users` as an administrator."
	case reports == 0:
		return "No report of these people fits. Widen the dates, or take another date_of."
	case expenses == 0 && (in.Category != "" || in.ExpenseType != ""):
		return "The reports that fit have no such expense. Sum up without category and expense_type to see the names that there are."
	default:
		return "The reports that fit have no expense that counts."
	}
}

package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// spending is an expense, or a part of one that is itemized, as it is summed up. The
// amount is in the currency of the report.
type spending struct {
	report, expense        string
	typeCode, expenseType  string
	categoryCode, category string
	person, login          string
	vendor, policy         string
	day, month             string // of the transaction; of the date that counts
	amount                 concur.Decimal
	currency               string
	personal               bool
}

// expensesOf reads the expenses of a report, those that are itemized in their parts.
func (r *reading) expensesOf(ctx context.Context, report owned) ([]spending, error) {
	entries, err := r.session.EntriesUnder(ctx, report.login, report.ID)
	if err != nil {
		return nil, err
	}
	var parts []concur.Itemization
	if slices.ContainsFunc(entries, func(e concur.Entry) bool { return e.HasItemizations }) {
		if parts, err = r.session.ItemizationsUnder(ctx, report.login, report.ID, ""); err != nil {
			return nil, err
		}
	}
	var spent []spending
	for i, entry := range entries {
		whole := r.ofEntry(report, entry)
		whole.expense = fmt.Sprint(report.ID, " ", i)
		for _, s := range split(whole, entry, parts) {
			if r.in.wants(s) {
				spent = append(spent, s)
			}
		}
	}
	return spent, nil
}

func (r *reading) ofEntry(report owned, entry concur.Entry) spending {
	s := spending{
		report:   string(report.ID),
		typeCode: entry.ExpenseTypeCode, expenseType: entry.ExpenseTypeName,
		categoryCode: entry.SpendCategoryCode, category: entry.SpendCategoryName,
		policy: cmp.Or(r.policies[report.PolicyID], report.PolicyID),
		person: report.OwnerName, login: report.OwnerLoginID,
		vendor: cmp.Or(strings.TrimSpace(entry.VendorDescription), strings.TrimSpace(entry.VendorListItemName)),
		day:    entry.Date(), amount: entry.PostedAmount, currency: report.CurrencyCode, personal: entry.IsPersonal,
	}
	s.month = month(r.counts(report, entry))
	return s
}

// counts is the date of an expense that decides.
func (r *reading) counts(report owned, entry concur.Entry) string {
	switch r.in.DateOf {
	case ofTransaction:
		return entry.Date()
	case ofCreation:
		return report.CreateDate
	case ofPayment:
		return report.PaidDate
	case ofSubmission:
		return report.SubmitDate
	default:
		return report.SubmitDate
	}
}

func month(date string) string {
	const length = len("2026-11")
	return view.Day(date)[:min(length, len(view.Day(date)))]
}

// split puts the parts of an itemized expense in its place. What they leave of the
// amount stays with the expense, so that the sum is that of the report.
func split(whole spending, entry concur.Entry, parts []concur.Itemization) []spending {
	all := []spending{}
	rest := whole
	for _, part := range parts {
		if part.EntryID != entry.ID {
			continue
		}
		s := whole
		s.typeCode, s.expenseType = part.ExpenseTypeCode, part.ExpenseTypeName
		s.categoryCode, s.category = part.SpendCategoryCode, part.SpendCategoryName
		s.amount, s.personal = part.PostedAmount, part.IsPersonal || whole.personal
		rest.amount = concur.Decimal{Decimal: rest.amount.Sub(part.PostedAmount.Decimal)}
		all = append(all, s)
	}
	if len(all) == 0 || !rest.amount.IsZero() {
		all = append(all, rest)
	}
	return all
}

// namePolicies finds out what the policies of reports are called where that is asked
// for: v3 gives their ids, and the configuration of an owner's expense group the
// names. A policy whose name cannot be read goes by its id.
func (r *reading) namePolicies(ctx context.Context, reports []owned) error {
	if !slices.Contains(r.in.GroupBy, byPolicy) {
		return nil
	}
	var logins []string
	for _, report := range reports {
		if !slices.Contains(logins, report.login) {
			logins = append(logins, report.login)
		}
	}
	groups, _, err := each(ctx, logins, r.session.V3GroupsUnder)
	r.policies = map[string]string{}
	for _, group := range groups {
		for _, policy := range group.Policies {
			r.policies[policy.ID] = strings.TrimSpace(policy.Name)
		}
	}
	return err
}

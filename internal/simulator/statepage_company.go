package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

const dayForm = time.DateOnly

// reportsByState groups the reports by approval and payment status, with a total
// for each currency.
func (st *state) reportsByState(open string) []groupView {
	byState := map[[2]string][]*report{}
	for _, r := range st.reports {
		key := [2]string{r.approvalStatus, r.paymentStatus}
		byState[key] = append(byState[key], r)
	}
	var groups []groupView
	for key, reports := range byState {
		group := groupView{
			Key: key[0] + "-" + key[1], Approval: key[0], Payment: key[1],
			Name: reports[0].approvalStatusName() + ", " + reports[0].paymentStatusName(),
		}
		group.Open = group.Key == open
		slices.SortStableFunc(reports, func(a, b *report) int { return b.modified.Compare(a.modified) })
		sums := map[string]decimal.Decimal{}
		for _, r := range reports {
			total := st.totals(r).total
			sums[r.currency] = sums[r.currency].Add(total)
			group.Reports = append(group.Reports, reportView{r.number, r.name, st.nameOf(r.ownerID), st.inWords(total, r.currency)})
		}
		var totals []string
		for currency, sum := range sums {
			totals = append(totals, st.inWords(sum, currency))
		}
		slices.Sort(totals)
		group.Totals = strings.Join(totals, ", ")
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b groupView) int { return strings.Compare(a.Key, b.Key) })
	return groups
}

// waiting lists what waits for approvers, by their names and the longest first.
func (st *state) waiting() []queueView {
	var views []queueView
	for _, r := range st.reports {
		if r.approverID != "" {
			views = append(views, queueView{
				Approver: st.nameOf(r.approverID), Name: r.name, Owner: st.nameOf(r.ownerID), Since: r.submitted.UTC().Format(dayForm),
				Total: st.inWords(st.totals(r).total, r.currency),
			})
		}
	}
	slices.SortStableFunc(views, func(a, b queueView) int {
		return cmp.Or(strings.Compare(a.Approver, b.Approver), strings.Compare(a.Since, b.Since))
	})
	return views
}

func (st *state) availableExpenses() []availableView {
	var views []availableView
	for _, made := range slices.Backward(st.available) {
		views = append(views, availableView{
			Owner: st.nameOf(made.ownerID), Vendor: made.wanted.Vendor, Type: made.typeID,
			Amount: st.inWords(made.amount, made.currency), Receipt: made.imageID != "",
		})
	}
	return views
}

func (st *state) newestReceipts(c *call) []receiptView {
	receipts := st.library.receipts[max(0, len(st.library.receipts)-receiptsShown):]
	var views []receiptView
	for _, r := range slices.Backward(receipts) {
		views = append(views, receiptView{
			Owner: st.nameOf(r.ownerID), Kind: cmp.Or(r.schema, "image"), Received: r.received.UTC().Format("2006-01-02 15:04"),
			State: strings.ToLower(st.statusOf(r, c.now)),
		})
	}
	return views
}

// inWords prints money for people, with the digits of the currency.
func (st *state) inWords(value decimal.Decimal, code string) string {
	return value.StringFixed(st.digits(code)) + " " + code
}

func (st *state) nameOf(personID string) string {
	if p := st.person(personID); p != nil {
		return p.fullName()
	}
	return ""
}

func (p *person) roles() string {
	var roles []string
	for role, holds := range map[string]bool{
		"approver": p.isApprover, "processor": p.isProcessor, "administrator": p.isAdmin, "test user": p.isTestUser,
		"inactive": !p.active,
	} {
		if holds {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	return strings.Join(roles, ", ")
}

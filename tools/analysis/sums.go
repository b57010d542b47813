package analysis

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// spendOut is the result of summarize_spend.
type spendOut struct {
	Groups []groupOut `json:"groups"`
	// Others is what the groups that are not shown come to, the smallest ones.
	Others *sumOut `json:"others,omitempty"`
	sumOut
	// Personal is what the company does not pay; it is in no other sum.
	Personal *sumOut `json:"personal,omitempty"`
	// Complete is false where something could not be seen, which NotSeen says.
	Complete bool     `json:"complete"`
	NotSeen  []string `json:"not_seen,omitempty"`
	Note     string   `json:"note,omitempty"`
}

// groupOut is a group: its dimensions, those that were asked for, and its sums.
type groupOut struct {
	ExpenseType render.Text `json:"expense_type,omitempty"`
	Category    render.Text `json:"category,omitempty"`
	Person      render.Text `json:"person,omitempty"`
	Login       string      `json:"login,omitempty"`
	Vendor      render.Text `json:"vendor,omitempty"`
	Month       string      `json:"month,omitempty"`
	Policy      render.Text `json:"policy,omitempty"`
	Currency    string      `json:"currency,omitempty"`
	sumOut
}

// sumOut is what some expenses come to. Amounts are in the currencies of the
// reports, one for each.
type sumOut struct {
	Expenses int             `json:"expenses"`
	Reports  int             `json:"reports"`
	Amounts  []*render.Money `json:"amounts"`
}

// sum adds expenses up. An itemized expense counts once.
type sum struct {
	expenses, reports map[string]bool
	amounts           map[string]decimal.Decimal
}

func emptySum() *sum {
	return &sum{expenses: map[string]bool{}, reports: map[string]bool{}, amounts: map[string]decimal.Decimal{}}
}

func (s *sum) add(spent spending) {
	s.expenses[spent.expense] = true
	s.reports[spent.report] = true
	s.amounts[spent.currency] = s.amounts[spent.currency].Add(spent.amount.Decimal)
}

func (s *sum) merge(other *sum) {
	maps.Copy(s.expenses, other.expenses)
	maps.Copy(s.reports, other.reports)
	for currency, amount := range other.amounts {
		s.amounts[currency] = s.amounts[currency].Add(amount)
	}
}

// largest is the largest amount, whatever its currency: a common one would need
// rates that nobody asked for.
func (s *sum) largest() decimal.Decimal {
	most := decimal.Zero
	for _, amount := range s.amounts {
		most = decimal.Max(most, amount)
	}
	return most
}

func (s *sum) shown() sumOut {
	out := sumOut{Expenses: len(s.expenses), Reports: len(s.reports), Amounts: []*render.Money{}}
	for _, currency := range slices.Sorted(maps.Keys(s.amounts)) {
		out.Amounts = append(out.Amounts, view.MoneyOf(concur.Decimal{Decimal: s.amounts[currency]}, currency))
	}
	return out
}

// sums are the sums of the groups and of everything.
type sums struct {
	by              []dimension
	groups          map[groupKey]*sum
	total, personal *sum
}

// groupKey is what the expenses of a group have in common.
type groupKey struct{ expenseType, category, person, login, vendor, month, policy, currency string }

func newSums(by []dimension) *sums {
	return &sums{by: by, groups: map[groupKey]*sum{}, total: emptySum(), personal: emptySum()}
}

func (s *sums) add(spent spending) {
	if spent.personal {
		s.personal.add(spent)
		return
	}
	key := keyOf(spent, s.by)
	if s.groups[key] == nil {
		s.groups[key] = emptySum()
	}
	s.groups[key].add(spent)
	s.total.add(spent)
}

// keyOf finds the group of an expense. What has no category or vendor says so.
func keyOf(spent spending, by []dimension) groupKey {
	key := groupKey{}
	for _, dimension := range by {
		switch dimension {
		case byType:
			key.expenseType = cmp.Or(spent.expenseType, spent.typeCode, "(none)")
		case byCategory:
			key.category = cmp.Or(spent.category, spent.categoryCode, "(none)")
		case byPerson:
			key.person, key.login = spent.person, spent.login
		case byVendor:
			key.vendor = cmp.Or(spent.vendor, "(none)")
		case byMonth:
			key.month = cmp.Or(spent.month, "(none)")
		case byPolicy:
			key.policy = cmp.Or(spent.policy, "(none)")
		case byCurrency:
			key.currency = spent.currency
		}
	}
	return key
}

// mostCharacters of groups are shown, so that the whole result stays under 25,000.
const mostCharacters = 20_000

// shown orders the groups by month and then by their largest amount. Those beyond the
// limit are the smallest of all months, and are put together.
func (s *sums) shown(limit int) spendOut {
	larger := func(a, b groupKey) int {
		return cmp.Or(s.groups[b].largest().Cmp(s.groups[a].largest()), cmp.Compare(a.words(), b.words()))
	}
	keys := slices.SortedFunc(maps.Keys(s.groups), larger)
	kept := s.fitting(keys, limit)
	slices.SortFunc(keys[:kept], func(a, b groupKey) int { return cmp.Or(cmp.Compare(a.month, b.month), larger(a, b)) })
	out := spendOut{Groups: []groupOut{}, sumOut: s.total.shown()}
	for _, key := range keys[:kept] {
		out.Groups = append(out.Groups, key.shown(s.groups[key]))
	}
	if kept < len(keys) {
		others := emptySum()
		for _, key := range keys[kept:] {
			others.merge(s.groups[key])
		}
		out.Others = new(others.shown())
	}
	if len(s.personal.expenses) > 0 {
		out.Personal = new(s.personal.shown())
	}
	return out
}

// fitting is how many of the groups can be shown.
func (s *sums) fitting(keys []groupKey, limit int) int {
	size := 0
	for i, key := range keys {
		encoded, _ := json.Marshal(key.shown(s.groups[key])) // texts and amounts always encode
		if size += len(encoded); i == limit || size > mostCharacters {
			return i
		}
	}
	return len(keys)
}

func (k groupKey) words() string {
	return strings.Join([]string{k.month, k.expenseType, k.category, k.person, k.login, k.vendor, k.policy, k.currency}, "\x00")
}

func (k groupKey) shown(of *sum) groupOut {
	return groupOut{
		ExpenseType: render.Text(k.expenseType), Category: render.Text(k.category), Person: render.Text(k.person), Login: k.login,
		Vendor: render.Text(k.vendor),
		Month:  k.month, Policy: render.Text(k.policy), Currency: k.currency, sumOut: of.shown(),
	}
}

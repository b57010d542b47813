package simulator

import (
	"bytes"
	_ "embed"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// ownPath is the corner of the address space that is the simulator's and not
// Concur's.
const ownPath = "/_sim"

// requestsShown is how many of the last requests are on the page.
const requestsShown = 25

//go:embed statepage.html
var stateTemplate string

// stateView is what the page shows.
type stateView struct {
	Company   string
	Now       string
	People    []personView
	Groups    []groupView
	Available []availableView
	Requests  []Entry
}

// availableView is a quick expense in somebody's Available Expenses.
type availableView struct {
	Owner, Vendor, Type, Amount string
	Receipt                     bool
}

type personView struct {
	Name, Login, Roles, Manager string
}

// groupView is the reports in one state.
type groupView struct {
	Approval, Payment string
	Totals            string
	Reports           []reportView
}

type reportView struct {
	Number, Name, Owner, Total string
}

// ownPage answers at the simulator's own addresses. They need no token, hit no
// fault and are not in the journal.
func (s *Simulator) ownPage(r *http.Request, c *call) (reply, bool) {
	method, page := http.MethodGet, func() reply { return empty(http.StatusNotFound) }
	switch c.uri {
	case "/", ownPath:
		page = s.statePage
	case ownPath + "/journal":
		page = func() reply { return ok(append([]Entry{}, s.journal.entries...)) }
	case imagePath:
		page = func() reply { return serveImage(s.state, c) }
	case ownPath + "/reset":
		method, page = http.MethodPost, func() reply { return s.resetPage(r) }
	default:
		if !strings.HasPrefix(c.uri, ownPath+"/") {
			return reply{}, false
		}
	}
	if r.Method != method {
		return reply{status: http.StatusMethodNotAllowed, header: http.Header{"Allow": {method}}}, true
	}
	return page(), true
}

// resetPage resets for callers on this machine only, and not for a web page of
// another site that is open in a browser on it.
func (s *Simulator) resetPage(r *http.Request) reply {
	if !fromHere(r) || http.NewCrossOriginProtection().Check(r) != nil {
		return empty(http.StatusForbidden)
	}
	if err := s.reset(); err != nil {
		return empty(http.StatusInternalServerError)
	}
	return reply{status: http.StatusSeeOther, header: http.Header{"Location": {ownPath}}}
}

// fromHere is true for requests from this machine. Those through Transport have no
// remote address.
func fromHere(r *http.Request) bool {
	if r.RemoteAddr == "" {
		return true
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}

func (s *Simulator) statePage() reply {
	page, err := template.New("state").Parse(stateTemplate)
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	var text bytes.Buffer
	if err := page.Execute(&text, s.view()); err != nil {
		return empty(http.StatusInternalServerError)
	}
	return reply{
		status: http.StatusOK,
		header: http.Header{"Content-Security-Policy": {"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"}},
		body:   raw{mediaType: "text/html; charset=utf-8", bytes: text.Bytes()},
	}
}

func (s *Simulator) view() stateView {
	view := stateView{
		Company: s.state.company.name, Now: s.options.Now().UTC().Format("2006-01-02 15:04 MST"),
		Groups: s.state.reportsByState(),
	}
	for _, p := range s.state.people {
		view.People = append(view.People, personView{p.fullName(), p.login, p.roles(), s.state.nameOf(p.managerID)})
	}
	for _, made := range s.state.available {
		view.Available = append(view.Available, availableView{
			Owner: s.state.nameOf(made.ownerID), Vendor: made.wanted.Vendor, Type: made.typeID,
			Amount: s.state.inWords(made.amount, made.currency), Receipt: made.imageID != "",
		})
	}
	first := max(0, len(s.journal.entries)-requestsShown)
	view.Requests = slices.Clone(s.journal.entries[first:])
	slices.Reverse(view.Requests)
	return view
}

// reportsByState groups the reports by approval and payment status, with a total
// for each currency.
func (st *state) reportsByState() []groupView {
	byState := map[[2]string][]*report{}
	for _, r := range st.reports {
		key := [2]string{r.approvalStatus, r.paymentStatus}
		byState[key] = append(byState[key], r)
	}
	var groups []groupView
	for key, reports := range byState {
		group := groupView{Approval: key[0], Payment: key[1]}
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
	slices.SortFunc(groups, func(a, b groupView) int {
		return strings.Compare(a.Approval+a.Payment, b.Approval+b.Payment)
	})
	return groups
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

package simulator

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// How much of what grows is on the page.
const (
	requestsShown    = 15
	receiptsShown    = 10
	connectionsShown = 25
)

// refreshEvery is after how many seconds the pages that show what happens ask again.
const refreshEvery = 3

// stateView is what the page shows.
type stateView struct {
	Head             head
	Company, Now     string
	Requests         []requestView
	Groups           []groupView
	Queue            []queueView
	Available        []availableView
	Library          []receiptView
	Receipts, Images int
	Connections      []connectionView
	People           []personView
	Mails            int
}

// requestView is a request with who made it.
type requestView struct {
	Entry
	Who string
}

type queueView struct {
	Approver, Name, Owner, Since, Total string
}

// receiptView is a receipt in somebody's library.
type receiptView struct {
	Owner, Kind, Received, State string
}

// connectionView is a connection without what it is proved by.
type connectionView struct {
	Who, Kind, Application string
	Scopes                 int
	Until                  string
}

// availableView is a quick expense in somebody's Available Expenses.
type availableView struct {
	Owner, Vendor, Type, Amount string
	Receipt                     bool
}

type personView struct {
	Name, Login, Roles, Manager string
}

// groupView is the reports in one state. Key names it in addresses; those of an open
// one are listed.
type groupView struct {
	Key, Name         string
	Approval, Payment string
	Totals            string
	Open              bool
	Reports           []reportView
}

type reportView struct {
	Number, Name, Owner, Total string
}

// statePage shows the company. The query says which group of reports is open.
func (s *Simulator) statePage(c *call) reply {
	return page(http.StatusOK, "state.html", s.view(c), "")
}

func (s *Simulator) view(c *call) stateView {
	st := s.state
	view := stateView{
		Head: head{Title: st.company.name, Refresh: refreshEvery}, Company: st.company.name, Now: c.now.UTC().Format("2006-01-02 15:04 MST"),
		Requests: s.lastRequests(), Groups: st.reportsByState(c.query.Get("open")), Queue: st.waiting(), Available: st.availableExpenses(),
		Library: st.newestReceipts(c), Receipts: len(st.library.receipts), Images: len(st.images),
		Connections: s.connectionViews(), Mails: len(s.signIns.outbox),
	}
	for _, p := range st.people {
		view.People = append(view.People, st.viewOf(p))
	}
	return view
}

func (st *state) viewOf(p *person) personView {
	return personView{p.fullName(), p.login, p.roles(), st.nameOf(p.managerID)}
}

func (s *Simulator) lastRequests() []requestView {
	entries := s.journal.entries[max(0, len(s.journal.entries)-requestsShown):]
	var views []requestView
	for _, entry := range slices.Backward(entries) {
		views = append(views, requestView{entry, s.whoIs(entry.Token, entry.Subject)})
	}
	return views
}

// whoIs names a principal.
func (s *Simulator) whoIs(kind catalogue.Token, subject string) string {
	switch kind {
	case catalogue.User:
		return s.state.nameOf(subject)
	case catalogue.Company:
		return "the company"
	case appToken:
		return "the application"
	default:
		return ""
	}
}

func (s *Simulator) connectionViews() []connectionView {
	var views []connectionView
	for _, known := range s.connections {
		view := connectionView{
			Who: s.whoIs(known.kind, known.subject), Kind: string(known.kind), Scopes: len(known.scopes),
			Until: known.expires.UTC().Format(dayForm),
		}
		if known.application != ClientID {
			view.Application = known.application
		}
		views = append(views, view)
	}
	slices.SortFunc(views, func(a, b connectionView) int {
		return cmp.Or(cmp.Compare(b.Until, a.Until), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Who, b.Who),
			cmp.Compare(a.Scopes, b.Scopes), cmp.Compare(a.Application, b.Application))
	})
	return views[:min(len(views), connectionsShown)]
}

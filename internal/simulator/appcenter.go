package simulator

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// appCenterView is what the App Center page shows.
type appCenterView struct {
	Head             head
	Company, Connect string
	Problem          string
	Choice           choiceView
}

// appCenterPage stands in for the button of App Center that connects an application:
// ?connect= is the address that the application registered for it.
func (s *Simulator) appCenterPage(c *call) reply {
	return s.showAppCenter(http.StatusOK, c, "")
}

func (s *Simulator) showAppCenter(status int, c *call, problem string) reply {
	view := appCenterView{
		Head: head{Title: "App Center"}, Company: s.state.company.name, Problem: problem, Choice: s.state.choice("Or a person"),
	}
	connect := c.query.Get("connect")
	if connect == "" {
		return page(status, "appcenter.html", view, "")
	}
	to, usable := destination(connect)
	if !usable {
		view.Problem = "The connect address has to be https, or http on this machine."
		return page(http.StatusBadRequest, "appcenter.html", view, "")
	}
	view.Connect = connect
	return page(status, "appcenter.html", view, formTarget(to))
}

// connectFromAppCenter sends the browser to the application with what it connects by
// (Authentication > Company level authentication). Who clicks for the company is its
// administrator. Documents spell the third parameter userId and userID.
func (s *Simulator) connectFromAppCenter(r *http.Request, c *call) reply {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return empty(http.StatusForbidden)
	}
	form, err := url.ParseQuery(string(c.body))
	connect := c.query.Get("connect")
	if _, usable := destination(connect); err != nil || !usable {
		return s.showAppCenter(http.StatusBadRequest, c, "")
	}
	if form.Get("as") == "company" {
		company := s.state.company.id
		return sendTo(connect, "id", company, "requestToken", s.newRequestToken(catalogue.Company, company), "userId", s.state.administrator())
	}
	p := s.state.personByLogin(strings.TrimSpace(form.Get("login")))
	if p == nil {
		return s.showAppCenter(http.StatusBadRequest, c, "Choose who connects.")
	}
	return sendTo(connect, "id", p.id, "requestToken", s.newRequestToken(catalogue.User, p.id))
}

// administrator is the UUID of the first one.
func (st *state) administrator() string {
	for _, p := range st.people {
		if p.isAdmin && p.active {
			return p.id
		}
	}
	return ""
}

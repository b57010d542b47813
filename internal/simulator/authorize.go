package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const authorizePath = "/oauth2/v0/authorize"

// signInRequest is what an application sent somebody to the sign-in page with.
type signInRequest struct {
	application Application
	redirectURI string
	back        *url.URL // redirectURI, read
	scopes      []string
	state       string
}

// oauthAuthorize is GET /oauth2/v0/authorize: the page on which people sign in and
// agree (Authentication > Authorization grant).
func (s *Simulator) oauthAuthorize(st *state, c *call) reply {
	asked, refusal := s.signInRequest(c.query)
	if refusal != nil {
		return *refusal
	}
	return st.signInPage(http.StatusOK, asked, "")
}

// signInRequest checks the parameters in an order that keeps the browser here as long as
// it is not known that the address to go back to is the application's.
func (s *Simulator) signInRequest(query url.Values) (signInRequest, *reply) {
	const title = "This sign-in does not work"
	stay := func(problem, mend string) *reply {
		page := problemPage(http.StatusBadRequest, title, problem, mend)
		return &page
	}
	app, known := s.options.application(query.Get("client_id"))
	if !known {
		return signInRequest{}, stay("The client_id names no application that is known here.",
			"Check the client id in the settings of the application.")
	}
	asked := signInRequest{application: app, redirectURI: query.Get("redirect_uri"), state: query.Get("state")}
	back, usable := destination(asked.redirectURI)
	if registered := s.options.RedirectURIs; !usable || (len(registered) > 0 && !slices.Contains(registered, asked.redirectURI)) {
		return asked, stay("The redirect_uri is missing or is not registered for this application.",
			"Register the very address that the application uses. The simulator takes any https address, and http on this machine, unless it "+
				"was given a list.")
	}
	asked.back = back
	// No number is documented for this one, so there is nothing to send back.
	if query.Get("response_type") != "code" {
		return asked, stay("The response_type is missing or is not code.", "The application has to ask for a code.")
	}
	if app.Disabled {
		return asked, s.turnBack(asked, 59, "client is disabled")
	}
	if !app.has("authorization_code") {
		return asked, s.turnBack(asked, 60, "grant is not enabled for this client")
	}
	scopes, failure := signInScopes(query.Get("scope"))
	if failure != nil {
		return asked, s.turnBack(asked, failure.code, failure.description)
	}
	asked.scopes = scopes
	return asked, nil
}

// turnBack sends the browser back with what went wrong.
func (s *Simulator) turnBack(asked signInRequest, code int, description string) *reply {
	back := s.goBack(asked, "error_code", strconv.Itoa(code), "error_description", description)
	return &back
}

// goBack adds state, which is not documented to come back (inferred from RFC 6749).
func (s *Simulator) goBack(asked signInRequest, pairs ...string) reply {
	if asked.state != "" && !s.options.DropState {
		pairs = append(pairs, "state", asked.state)
	}
	return sendTo(asked.redirectURI, pairs...)
}

// refusedByPerson is the number that comes with a refusal. Documented is only that the
// description names the denial; the number, which means that logon was denied, is inferred.
const refusedByPerson = 12

// answerSignIn is what the page sends, and what a test sends in its place: login names
// who signs in, and decision=refuse refuses. The address is that of the page.
func (s *Simulator) answerSignIn(r *http.Request, c *call) reply {
	// Nobody is signed in by the page of another site.
	if http.NewCrossOriginProtection().Check(r) != nil {
		return empty(http.StatusForbidden)
	}
	form, failure := formOfCall(c)
	if failure != nil {
		return refuseOAuth(failure)
	}
	asked, refusal := s.signInRequest(c.query)
	if refusal != nil {
		return *refusal
	}
	if form.Get("decision") == "refuse" {
		return *s.turnBack(asked, refusedByPerson, "user_denied: the person refused the request")
	}
	p := s.state.personByLogin(strings.TrimSpace(form.Get("login")))
	if p == nil {
		return s.state.signInPage(http.StatusBadRequest, asked, "Nobody here has that login. Choose somebody.")
	}
	if !p.active {
		return *s.turnBack(asked, 10, "account is disabled")
	}
	return s.goBack(asked, "geolocation", s.homeOf(p.id, c), "code", s.newCode(c, asked, p))
}

// newCode makes a code and forgets those that nobody came for.
func (s *Simulator) newCode(c *call, asked signInRequest, p *person) string {
	for text, code := range s.signIns.codes {
		if !c.now.Before(code.expires) {
			delete(s.signIns.codes, text)
		}
	}
	text := s.secrets.uuid()
	s.signIns.codes[text] = &authorizationCode{
		application: asked.application.ID, redirectURI: asked.redirectURI, subject: p.id, scopes: asked.scopes,
		expires: c.now.Add(codeLife),
	}
	return text
}

// homeOf is the base address of the data centre where a principal lives.
func (s *Simulator) homeOf(subject string, c *call) string {
	if home := s.homes[subject]; home != "" {
		return home
	}
	return c.base
}

// signInView is what the sign-in page shows.
type signInView struct {
	Head                       head
	Company, Application, Back string
	Problem                    string
	Scopes                     []string
	Choice                     choiceView
}

func (st *state) signInPage(status int, asked signInRequest, problem string) reply {
	view := signInView{
		Head: head{Title: "Sign in"}, Company: st.company.name, Application: asked.application.Name, Back: asked.back.Host,
		Problem: problem, Scopes: asked.scopes, Choice: st.choice("Who are you?"),
	}
	return page(status, "signin.html", view, formTarget(asked.back))
}

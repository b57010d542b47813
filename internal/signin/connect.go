package signin

import (
	"net/http"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// linkPage is what a link shows.
type linkPage struct {
	asked
	// Rights are the scopes in words.
	Rights, Scopes []string
	// Minutes are left of the link.
	Minutes int
}

// showLink is a link as it is opened, by its person or by a chat program that makes
// a preview: it changes nothing.
func (s *Service) showLink(w http.ResponseWriter, r *http.Request) {
	v, err := s.openLink(r)
	if err != nil {
		s.failRead(w, r, err, unknownLink())
		return
	}
	b := s.remember(w, s.browser(r))
	page := linkPage{
		asked: s.asked(v, b, formContinue), Rights: inWords(v.Scopes), Scopes: v.Scopes,
		Minutes: max(1, int(v.Opens.Sub(s.Now()).Round(time.Minute).Minutes())),
	}
	if v.Kind == auth.Company {
		s.show(w, r, "allow.html", "Let App Center connect a company", page)
		return
	}
	s.show(w, r, "connect.html", "Connect SAP Concur", page, s.concurSignIn()...)
}

// concurSignIn is where continuing leads: Concur, and from there by redirects to the
// sign-in of the person's company, which nobody can name beforehand. A simulator may
// be at an http address on this machine.
func (s *Service) concurSignIn() []string {
	lead := []string{"https:"}
	if origin := originOf(s.Connections.AuthorizeURL("", "", nil)); origin != "" {
		lead = append(lead, origin)
	}
	return lead
}

// openLink finds the sign-in of a link that can still be continued. It fails with a
// failure, with tokenstore.ErrNotFound or as the store does.
func (s *Service) openLink(r *http.Request) (visit, error) {
	v, err := s.read(r.Context(), web.Digest(r.PathValue("secret")))
	if err != nil {
		return visit{}, err
	}
	return v, s.mayContinue(v.signIn)
}

// mayContinue fails with a failure. A link that was continued can be continued again,
// until an answer came: the person may have had to change to another browser.
func (s *Service) mayContinue(i signIn) error {
	switch {
	case i.Stage != waiting && i.Stage != opened:
		return usedLink()
	case !s.Now().Before(i.Opens):
		return expiredLink()
	default:
		return nil
	}
}

// continueLink binds the browser and leads to Concur, or, for a company, waits for
// App Center. A browser that continued before is not bound any more.
func (s *Service) continueLink(w http.ResponseWriter, r *http.Request) {
	v, err := s.openLink(r)
	if err != nil {
		s.failRead(w, r, err, unknownLink())
		return
	}
	b := s.browser(r)
	if !b.fits(w, r, formContinue+v.ID) {
		web.WriteFailure(w, staleForm())
		return
	}
	state, digest := "", ""
	if v.Kind == auth.User {
		state, digest = stateFor(v.ID)
	}
	v, err = s.change(r.Context(), v.ID, func(i *signIn) error {
		if err := s.mayContinue(*i); err != nil {
			return err
		}
		i.Stage, i.Browser, i.State = opened, web.Digest(b.secret), digest
		i.RedirectURI, i.Request = s.base()+CallbackPath, nil
		return nil
	})
	if err != nil {
		s.failRead(w, r, err, expiredLink())
		return
	}
	b.last = v.ID
	s.remember(w, b)
	if v.Kind == auth.Company {
		s.show(w, r, "allowed.html", "Now press Connect in App Center", s.asked(v, b, ""))
		return
	}
	seeOther(w, r, s.Connections.AuthorizeURL(v.RedirectURI, state, v.Scopes))
}

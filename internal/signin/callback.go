package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// answer is what Concur's redirect carries (Authentication > Authorization grant).
// All of it is input from outside.
type answer struct {
	auth.Code
	State string
	// Denied is set where Concur or the person refused.
	Denied *auth.DeniedError
}

// longestValue is more than any value of an answer has, in bytes.
const longestValue = 2048

// readAnswer takes the answer from a query or a form; it fails with a failure.
func readAnswer(values url.Values) (answer, error) {
	for _, name := range []string{"code", "geolocation", "state"} {
		if len(values[name]) > 1 || len(values.Get(name)) > longestValue {
			return answer{}, emptyAnswer()
		}
	}
	if values.Get("code") == "" && !values.Has("error_code") && !values.Has("error") {
		return answer{}, emptyAnswer()
	}
	code, err := auth.CodeOf(values, "")
	denied, _ := errors.AsType[*auth.DeniedError](err)
	return answer{Code: code, State: values.Get("state"), Denied: denied}, nil
}

// callback is where Concur's redirect comes back to.
func (s *Service) callback(w http.ResponseWriter, r *http.Request) {
	a, err := readAnswer(r.URL.Query())
	if err != nil {
		s.failRead(w, r, err, emptyAnswer())
		return
	}
	b := s.browser(r)
	v, err := s.answered(r.Context(), a, b)
	if err != nil {
		s.failRead(w, r, err, endedSignIn())
		return
	}
	switch bound := b.bound(v.signIn); {
	case bound && v.Stage == connected:
		s.showResult(w, r, v) // the page was loaded again
	case v.Stage != opened:
		web.WriteFailure(w, endedSignIn())
	case a.Denied != nil:
		s.refused(w, r, v, a)
	case bound:
		s.takeCode(w, r, v, a)
	default:
		s.askToConfirm(w, r, v, a, b)
	}
}

// answered finds the sign-in that an answer belongs to: by its state, which must be
// the one that was sent, or without one by the browser. It fails with a failure,
// with tokenstore.ErrNotFound or as the store does.
func (s *Service) answered(ctx context.Context, a answer, b browser) (visit, error) {
	if a.State == "" {
		if b.last == "" {
			return visit{}, lostBrowser()
		}
		v, err := s.read(ctx, b.last)
		// A company comes through App Center alone.
		if err == nil && (!b.bound(v.signIn) || v.Kind != auth.User) {
			err = lostBrowser()
		}
		return v, err
	}
	id, secret, _ := strings.Cut(a.State, ".")
	v, err := s.read(ctx, id)
	switch {
	case gone(err):
		return visit{}, tokenstore.ErrNotFound
	case err != nil:
		return visit{}, err
	case !web.Known(secret, v.State):
		return visit{}, foreignAnswer()
	default:
		return v, nil
	}
}

// refused notes that the person, or Concur, would not. Without a state any page could
// have brought the answer, so its words are shown to the person and not told to an agent.
func (s *Service) refused(w http.ResponseWriter, r *http.Request, v visit, a answer) {
	why := "The sign-in was refused, by the person or by Concur"
	if a.State != "" {
		why += ": " + said(a.Denied.Error())
	}
	_, err := s.change(r.Context(), v.ID, func(i *signIn) error {
		if i.Stage != opened {
			return endedSignIn()
		}
		i.Stage, i.Failure = failed, why
		return nil
	})
	if err != nil {
		s.failRead(w, r, err, endedSignIn())
		return
	}
	s.Logger.InfoContext(r.Context(), "sign-in refused", "principal", v.Principal)
	web.WriteFailure(w, refusedByConcur(said(a.Denied.Error())))
}

// confirmPage asks whoever comes back in another browser.
type confirmPage struct {
	asked
	Code, Geolocation, State string
}

// askToConfirm keeps nothing: the form carries the answer on.
func (s *Service) askToConfirm(w http.ResponseWriter, r *http.Request, v visit, a answer, b browser) {
	b = s.remember(w, b)
	page := confirmPage{s.asked(v, b, formConfirm), a.Code.Code, a.Geolocation, a.State}
	s.show(w, r, "confirm.html", "Connect in this browser?", page)
}

// confirmCallback is the answer of another browser, confirmed by its person.
func (s *Service) confirmCallback(w http.ResponseWriter, r *http.Request) {
	b := s.browser(r)
	r.Body = http.MaxBytesReader(w, r.Body, formBytes)
	if r.ParseForm() != nil {
		web.WriteFailure(w, staleForm())
		return
	}
	a, err := readAnswer(r.PostForm)
	if err == nil && (a.State == "" || a.Denied != nil) {
		err = emptyAnswer()
	}
	if err != nil {
		s.failRead(w, r, err, emptyAnswer())
		return
	}
	v, err := s.answered(r.Context(), a, b)
	if err != nil {
		s.failRead(w, r, err, endedSignIn())
		return
	}
	if !b.fits(w, r, formConfirm+v.ID) {
		web.WriteFailure(w, staleForm())
		return
	}
	s.takeCode(w, r, v, a)
}

// takeCode exchanges the code and shows how it went.
func (s *Service) takeCode(w http.ResponseWriter, r *http.Request, v visit, a answer) {
	code := a.Code
	code.RedirectURI = v.RedirectURI
	claim := func(i *signIn) error {
		// A link that was continued again in between has another state now.
		if i.Stage != opened || i.State != v.State {
			return endedSignIn()
		}
		return nil
	}
	s.finish(w, r, v, claim, func(ctx context.Context) (auth.Account, error) {
		return s.Connections.ConnectCode(ctx, v.Principal, code)
	})
}

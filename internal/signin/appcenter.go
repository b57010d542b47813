package signin

import (
	"context"
	"net/http"
	"regexp"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// requestForm is what ids and request tokens look like: UUIDs, and "at-" with some
// base 36 (Authentication > Company level authentication).
var requestForm = regexp.MustCompile(`^[A-Za-z0-9_.~-]{1,200}$`)

// purpose ties a form to the account that it names: whatever App Center brings
// meanwhile, no other one is connected by it.
func (q *appCenterRequest) purpose() string { return formAppCenter + q.ID + " " }

// showAppCenter is where App Center's Connect leads. What it brings is kept with the
// sign-in that this browser has open, and the browser goes on to an address without
// it. Nothing is connected before the person confirms.
func (s *Service) showAppCenter(w http.ResponseWriter, r *http.Request) {
	b := s.browser(r)
	v, err := s.visiting(r.Context(), b)
	if err != nil {
		s.failRead(w, r, err, s.notAllowed())
		return
	}
	query := r.URL.Query()
	if query.Has("requestToken") || query.Has("id") {
		s.keepRequest(w, r, v, b)
		return
	}
	switch {
	case v.Stage == connected:
		s.showResult(w, r, v)
	case v.Stage != opened:
		web.WriteFailure(w, endedSignIn())
	case v.Request == nil:
		web.WriteFailure(w, emptyAnswer())
	default:
		s.show(w, r, "appcenter.html", "Connect from App Center?", struct {
			asked
			ID, Administrator string
		}{s.asked(v, b, v.Request.purpose()), v.Request.ID, v.Request.Administrator})
	}
}

// visiting finds the sign-in that this browser has open. It fails with a failure or
// as the store does.
func (s *Service) visiting(ctx context.Context, b browser) (visit, error) {
	if b.last == "" {
		return visit{}, s.notAllowed()
	}
	v, err := s.read(ctx, b.last)
	if err == nil && !b.bound(v.signIn) {
		err = s.notAllowed()
	}
	return v, err
}

func (s *Service) keepRequest(w http.ResponseWriter, r *http.Request, v visit, b browser) {
	query := r.URL.Query()
	request := appCenterRequest{ID: query.Get("id"), Token: query.Get("requestToken"), Administrator: query.Get("userId")}
	if request.Administrator == "" {
		request.Administrator = query.Get("userID") // Concur's pages have both
	}
	if !requestForm.MatchString(request.ID) || !requestForm.MatchString(request.Token) {
		web.WriteFailure(w, emptyAnswer())
		return
	}
	if !requestForm.MatchString(request.Administrator) {
		request.Administrator = "" // it is shown and not used
	}
	_, err := s.change(r.Context(), v.ID, func(i *signIn) error {
		if i.Stage != opened || !b.bound(*i) {
			return endedSignIn()
		}
		i.Request = &request
		return nil
	})
	if err != nil {
		s.failRead(w, r, err, endedSignIn())
		return
	}
	seeOther(w, r, s.base()+"/appcenter")
}

// confirmAppCenter connects what App Center brought.
func (s *Service) confirmAppCenter(w http.ResponseWriter, r *http.Request) {
	b := s.browser(r)
	v, err := s.visiting(r.Context(), b)
	if err != nil {
		s.failRead(w, r, err, s.notAllowed())
		return
	}
	switch {
	case v.Stage == connected:
		s.showResult(w, r, v) // the form was sent again
		return
	case v.Stage != opened || v.Request == nil:
		web.WriteFailure(w, endedSignIn())
		return
	case !b.fits(w, r, v.Request.purpose()+v.ID):
		web.WriteFailure(w, staleForm())
		return
	}
	request := *v.Request
	claim := func(i *signIn) error {
		if i.Stage != opened || i.Request == nil || *i.Request != request {
			return endedSignIn()
		}
		return nil
	}
	s.finish(w, r, v, claim, func(ctx context.Context) (auth.Account, error) {
		return s.Connections.ConnectRequestToken(ctx, v.Principal, v.Kind, request.ID, auth.NewSecret(request.Token))
	})
}

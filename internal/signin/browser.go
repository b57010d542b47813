package signin

import (
	"net/http"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

// cookieName names the cookie that binds a browser.
const cookieName = "concur-mcp-sign-in"

// browser is what the cookie says: a secret that this browser has for all its
// sign-ins, so that several may be open side by side, and the one that it continued
// last, for an answer of Concur without a state.
type browser struct {
	secret, last string
}

// browser reads the cookie; the zero value stands for a browser without one.
func (s *Service) browser(r *http.Request) browser {
	secret, last, _ := strings.Cut(web.CookieValue(r, s.base(), cookieName), ".")
	return browser{secret, last}
}

// remember gives the browser its cookie, with a new secret if it has none.
func (s *Service) remember(w http.ResponseWriter, b browser) browser {
	if b.secret == "" {
		b.secret = web.Secret()
	}
	http.SetCookie(w, web.Cookie(s.base(), cookieName, b.secret+"."+b.last, signInLife))
	return b
}

// bound reports whether a sign-in was continued in this browser.
func (b browser) bound(i signIn) bool { return web.Known(b.secret, i.Browser) }

// The purposes of forms; the id of the sign-in goes with them.
const (
	formContinue  = "continue "
	formConfirm   = "confirm "
	formAppCenter = "app-center "
)

// formBytes is more than any of the forms has.
const formBytes = 16 << 10

// fits reads a form and checks that it was made for this browser.
func (b browser) fits(w http.ResponseWriter, r *http.Request, purpose string) bool {
	r.Body = http.MaxBytesReader(w, r.Body, formBytes)
	return r.ParseForm() == nil && web.FormTokenFits(r.PostForm.Get("token"), b.secret, purpose)
}

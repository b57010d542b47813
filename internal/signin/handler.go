package signin

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

//go:embed pages/*.html
var pages embed.FS

// Handler serves the pages. It trusts the Host of a request: whoever mounts it lets
// only known ones in (web.Hosts).
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /connect/{secret}", s.showLink)
	mux.HandleFunc("POST /connect/{secret}", s.continueLink)
	mux.HandleFunc("GET "+CallbackPath, s.callback)
	mux.HandleFunc("POST "+CallbackPath, s.confirmCallback)
	mux.HandleFunc("GET /appcenter", s.showAppCenter)
	mux.HandleFunc("POST /appcenter", s.confirmAppCenter)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { web.WriteFailure(w, noSuchPage()) })
	return web.SameOrigin(mux)
}

// asked is what each page that asks says.
type asked struct {
	Who, Application, Datacenter string
	// Token proves that the form on the page was made for this browser.
	Token string
	// Company is set where a whole company is to be connected.
	Company bool
}

func (s *Service) asked(v visit, b browser, purpose string) asked {
	return asked{
		Who: v.Who, Application: s.Application, Datacenter: s.Datacenter,
		Token: web.FormToken(b.secret, purpose+v.ID), Company: v.Kind == auth.Company,
	}
}

// show sends a page of the folder pages.
func (s *Service) show(w http.ResponseWriter, r *http.Request, name, title string, view any, leadTo ...string) {
	body, err := template.ParseFS(pages, "pages/"+name)
	if err != nil {
		s.Logger.ErrorContext(r.Context(), "a page of the program is broken", "page", name, "error", err)
		http.Error(w, "This page is broken.", http.StatusInternalServerError)
		return
	}
	web.Write(w, http.StatusOK, web.Page{Title: title, Body: body, View: view, FormsLeadTo: leadTo})
}

// seeOther leads on, without a word of the address that it leads from.
func seeOther(w http.ResponseWriter, r *http.Request, address string) {
	web.Protect(w.Header())
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// originOf is the scheme and host of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

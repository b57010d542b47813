package simulator

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed pages
var pageFiles embed.FS

// pageTemplates are parsed at first use: most simulators show no page.
var pageTemplates = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(pageFiles, "pages/*.html")
})

// head is what every page has.
type head struct {
	Title string
	// Refresh is after how many seconds the browser asks again; zero for never.
	Refresh int
}

// page prints a page. It may send its forms to the simulator, and from there to one
// other place, which browsers count as the form's too; empty for none.
func page(status int, name string, view any, formTarget string) reply {
	templates, err := pageTemplates()
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, name, view); err != nil {
		return empty(http.StatusInternalServerError)
	}
	policy := "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if formTarget != "" {
		policy += " " + formTarget
	}
	return reply{
		status: status,
		header: http.Header{
			"Content-Security-Policy": {policy}, "X-Content-Type-Options": {"nosniff"},
			"Cache-Control": {"no-store"}, "Referrer-Policy": {"same-origin"},
		},
		body: raw{mediaType: "text/html; charset=utf-8", bytes: text.Bytes()},
	}
}

func stylePage() reply {
	text, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	return reply{status: http.StatusOK, body: raw{mediaType: "text/css; charset=utf-8", bytes: text}}
}

// problemView is a page that says what is wrong and what to do.
type problemView struct {
	Head          head
	Problem, Mend string
}

func problemPage(status int, title, problem, mend string) reply {
	return page(status, "problem.html", problemView{head{Title: title}, problem, mend}, "")
}

// choiceView lets a person say who they are.
type choiceView struct {
	Label  string
	People []personView
}

func (st *state) choice(label string) choiceView {
	view := choiceView{Label: label}
	for _, p := range st.people {
		if p.active {
			view.People = append(view.People, st.viewOf(p))
		}
	}
	return view
}

// plainHost is a host name or address with or without a port, and nothing that could
// mean more in a header.
var plainHost = regexp.MustCompile(`^([0-9A-Za-z.-]+|\[[0-9A-Fa-f:]+\])(:\d+)?$`)

// destination reads an address that a browser may be sent to: https, or http on this
// machine, without user, password or fragment.
func destination(text string) (*url.URL, bool) {
	to, err := url.Parse(text)
	if err != nil || to.User != nil || strings.Contains(text, "#") || !plainHost.MatchString(to.Host) {
		return nil, false
	}
	return to, to.Scheme == "https" || (to.Scheme == "http" && isLoopback(to.Hostname()))
}

// formTarget names a destination in a content security policy, which has no words for
// IPv6 addresses.
func formTarget(to *url.URL) string {
	if strings.HasPrefix(to.Host, "[") {
		return to.Scheme + ":"
	}
	return to.Scheme + "://" + to.Host
}

// sendTo redirects to an address with further parameters, in order. That those of the
// address stay in front is inferred.
func sendTo(address string, pairs ...string) reply {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	var location strings.Builder
	location.WriteString(address)
	for pair := range slices.Chunk(pairs, 2) {
		location.WriteString(separator + pair[0] + "=" + url.QueryEscape(pair[1]))
		separator = "&"
	}
	return reply{status: http.StatusFound, header: http.Header{
		"Location": {location.String()}, "Cache-Control": {"no-store"}, "Referrer-Policy": {"no-referrer"},
	}}
}

package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

//go:embed layout.html
var layoutText string

//go:embed style.css
var style string

// Page is what a person sees.
type Page struct {
	// Title is the name in the browser's tab; the body has a heading of its own.
	Title string
	// Body and View make the inside of the page. Texts from outside belong into
	// View, where they are escaped.
	Body *template.Template
	View any
	// FormsLeadTo are origins, or schemes such as "https:", that the forms of the page
	// may end at besides this server. Browsers hold each redirect after a form
	// against this list too.
	FormsLeadTo []string
}

// Write sends a page. What it is about is between the server and one person, so
// nothing keeps it, frames it or tells its address to another server.
func Write(w http.ResponseWriter, status int, p Page) {
	text, err := p.render()
	if err != nil {
		http.Error(w, "This page could not be made. Please tell whoever runs this server.", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	Protect(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", p.policy())
	w.WriteHeader(status)
	_, _ = w.Write(text) // nobody is left to be told
}

// Protect sets the headers that any answer to a browser has, page or not.
func Protect(header http.Header) {
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("X-Robots-Tag", "noindex, nofollow")
}

func (p Page) render() ([]byte, error) {
	layout, err := template.New("layout").Parse(layoutText)
	if err != nil {
		return nil, err
	}
	var body, page bytes.Buffer
	if err := p.Body.Execute(&body, p.View); err != nil {
		return nil, err
	}
	err = layout.Execute(&page, struct {
		Title string
		Style template.CSS
		Body  template.HTML
	}{
		p.Title,
		template.CSS(style),          //nolint:gosec // It is a file of this package.
		template.HTML(body.String()), //nolint:gosec // A template has just made and escaped it.
	})
	return page.Bytes(), err
}

// policy allows the one style sheet, by its digest, and forms.
func (p Page) policy() string {
	digest := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'; " +
		"form-action " + strings.Join(append([]string{"'self'"}, p.FormsLeadTo...), " ") + "; " +
		"frame-ancestors 'none'; base-uri 'none'"
}

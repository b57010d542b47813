package web

import (
	_ "embed"
	"html/template"
	"net/http"
	"sync"
)

//go:embed failure.html
var failureText string

var failureBody = sync.OnceValue(func() *template.Template { return template.Must(template.New("failure").Parse(failureText)) })

// Failure is a page that says what happened and what to do. It is an error, so that
// what finds it can hand it up.
type Failure struct {
	// Status is the HTTP status of the page.
	Status int
	// Title, What and Next are sentences of ours.
	Title, What, Next string
	// Said is a text from outside, and is shown as such.
	Said string
	// Command is one that the reader may run.
	Command string
}

// Error implements error.
func (f Failure) Error() string { return f.Title }

// WriteFailure sends a failure as a page.
func WriteFailure(w http.ResponseWriter, f Failure) {
	Write(w, f.Status, Page{Title: f.Title, Body: failureBody(), View: f})
}

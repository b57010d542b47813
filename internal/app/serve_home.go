package app

import (
	_ "embed"
	"html/template"
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

//go:embed home.html
var homeText string

// home tells people who come with a browser what this is.
func (s *server) home(w http.ResponseWriter, r *http.Request) {
	body, err := template.New("home").Parse(homeText)
	if err != nil {
		s.logger.ErrorContext(r.Context(), "a page of the program is broken", "error", err)
		http.Error(w, "This page is broken.", http.StatusInternalServerError)
		return
	}
	web.Write(w, http.StatusOK, web.Page{Title: "concur-mcp", Body: body, View: struct{ Base, Token, Simulated string }{
		Base: s.base, Token: howToProve(s.command.Serving.Auth), Simulated: s.simulated,
	}})
}

// howToProve says how a client proves who it is; nothing where it need not.
func howToProve(way string) string {
	switch way {
	case config.AuthToken:
		return "Ask whoever runs this server for a token, and give it to the client as a bearer token."
	case config.AuthOIDC:
		return "Yours will ask you to sign in to your organisation first."
	default:
		return ""
	}
}

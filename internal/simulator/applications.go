package simulator

import (
	"net/http"
	"net/url"
	"slices"
)

// The application that the simulated company always knows. Its secret is made up and
// worth nothing outside the simulator.
const (
	ClientID     = "simulator-client"
	ClientSecret = "simulator-secret"
)

// Application is an OAuth application that a partner registered with Concur.
type Application struct {
	ID, Secret string
	// Name is what people see on the sign-in page.
	Name string
	// WithoutGrants are grant types that it is not enabled for (code 60).
	WithoutGrants []string
	// Disabled applications get no tokens (code 59).
	Disabled bool
	// NotEnabled says that the company has not enabled it (code 53).
	NotEnabled bool
}

func (a Application) has(grantType string) bool { return !slices.Contains(a.WithoutGrants, grantType) }

// application finds an application by its id.
func (o Options) application(id string) (Application, bool) {
	for _, a := range o.Applications {
		if a.ID == id {
			return a, true
		}
	}
	if id == ClientID {
		return Application{ID: ClientID, Secret: ClientSecret, Name: "Concur MCP (simulated application)"}, true
	}
	return Application{}, false
}

// authenticate finds the application that sent a form (Authentication > Response
// Codes).
func (s *Simulator) authenticate(form url.Values) (Application, *oauthFailure) {
	if form.Get("client_id") == "" {
		return Application{}, missing(62, "client_id")
	}
	if form.Get("client_secret") == "" {
		return Application{}, missing(63, "client_secret")
	}
	app, known := s.options.application(form.Get("client_id"))
	switch {
	case !known:
		return app, &oauthFailure{code: 61, status: http.StatusUnauthorized, name: "invalid_client", description: "client is not found"}
	case form.Get("client_secret") != app.Secret:
		return app, &oauthFailure{code: 64, status: http.StatusUnauthorized, name: "invalid_client", description: "incorrect credentials"}
	case app.Disabled:
		return app, &oauthFailure{code: 59, status: http.StatusUnauthorized, name: "access_denied", description: "client is disabled"}
	}
	return app, nil
}

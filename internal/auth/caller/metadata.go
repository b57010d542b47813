package caller

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// MetadataPath is where the metadata of RFC 9728 is, and below it, by the path of an
// endpoint, that of the endpoint.
const MetadataPath = "/.well-known/oauth-protected-resource"

// endpoints are the paths that callers come in by.
func endpoints() []string { return []string{"/mcp", "/sse"} }

// resource is what clients are told about this server and who issues tokens for it.
type resource struct {
	// base is the public address without a slash at its end.
	base   string
	issuer string
	scopes []string
}

// metadataURL is where the metadata of an endpoint is. RFC 9728 section 3.3 wants
// the resource in it to be the address that the client called.
func (r *resource) metadataURL(path string) string {
	if !slices.Contains(endpoints(), path) {
		path = endpoints()[0]
	}
	return r.base + MetadataPath + path
}

// names reports whether an audience is this server, or an endpoint of it: clients
// ask for tokens for the resource that the metadata names (RFC 8707).
func (r *resource) names(audience string) bool {
	below, ours := strings.CutPrefix(strings.TrimSuffix(audience, "/"), r.base)
	return ours && (below == "" || slices.Contains(endpoints(), below))
}

// metadata is the document of RFC 9728 section 2.
type metadata struct {
	Resource             string   `json:"resource"`
	AuthorizationServers []string `json:"authorization_servers"`
	ScopesSupported      []string `json:"scopes_supported,omitempty"`
	BearerMethods        []string `json:"bearer_methods_supported"`
	Name                 string   `json:"resource_name"`
}

// Metadata answers at MetadataPath and below it: which authorization server issues
// tokens for this server (RFC 9728). Without one there is nothing to tell, and it
// answers 404. Pages of any origin may read it, since it is public.
func (g *Gate) Metadata() http.Handler {
	if g.resource == nil {
		return http.NotFoundHandler()
	}
	return http.HandlerFunc(g.resource.serve)
}

func (r *resource) serve(w http.ResponseWriter, request *http.Request) {
	path := strings.TrimPrefix(request.URL.Path, MetadataPath)
	if path != "" && !slices.Contains(endpoints(), path) {
		http.NotFound(w, request)
		return
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	switch request.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		// Clients in browsers send their protocol version along.
		header.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		header.Set("Access-Control-Allow-Headers", "MCP-Protocol-Version")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		header.Set("Allow", "GET, HEAD, OPTIONS")
		http.Error(w, "The metadata can only be read.", http.StatusMethodNotAllowed)
		return
	}
	header.Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(metadata{ // Whoever went away does not need the answer.
		Resource: r.base + path, AuthorizationServers: []string{r.issuer}, ScopesSupported: r.scopes,
		BearerMethods: []string{"header"}, Name: "concur-mcp",
	})
}

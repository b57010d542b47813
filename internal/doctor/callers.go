package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Issuer looks whether the issuer of callers' tokens answers with its metadata (OpenID
// Connect Discovery 4).
func Issuer(ctx context.Context, client *http.Client, issuer string) Finding {
	const check = "callers"
	base, err := url.Parse(issuer)
	if err != nil {
		return wrong(check, "--oidc-issuer is not an address.", "Write the issuer as it stands in the tokens.")
	}
	answer, err := look(ctx, client, base.JoinPath("/.well-known/openid-configuration").String())
	switch {
	case err != nil:
		found, mend := unreachable(err)
		return wrong(check, fmt.Sprintf("The issuer %s %s, so no caller can be let in.", base.Host, found), mend)
	case answer.status != http.StatusOK:
		return wrong(check, fmt.Sprintf("The issuer %s has no metadata (status %d), so no caller can be let in.", base.Host, answer.status),
			"Correct --oidc-issuer: it is the address that stands before /.well-known/openid-configuration.")
	default:
		return fine(check, fmt.Sprintf("Callers are let in with tokens of %s, which answers.", base.Host))
	}
}

// TokenFile says what came of opening the file of the callers' tokens.
func TokenFile(err error) Finding {
	const check = "callers"
	if err != nil {
		return wrong(check, fmt.Sprintf("Nobody can be let in: %v.", err), "concur-mcp token NAME --file FILE makes such a file.")
	}
	return fine(check, "Callers are let in by the tokens of the file.")
}

// Anybody says that whoever can reach the server is let in.
func Anybody() Finding {
	return note("callers", "Every program on this machine is let in, as one and the same person.", "")
}

// Certificate says what came of loading the certificate of https.
func Certificate(err error) Finding {
	const check = "certificate"
	if err != nil {
		return wrong(check, fmt.Sprintf("The server cannot speak https: %v.", err),
			"Correct --tls-cert and --tls-key: PEM files, readable by the server.")
	}
	return fine(check, "It can be read, and the key belongs to it.")
}

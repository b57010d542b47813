package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// SignIn looks whether a sign-in on this machine has somewhere to come back to.
func SignIn(ctx context.Context, address string) Finding {
	const check = "sign-in"
	if free(ctx, address) {
		return fine(check, address+" is free for a sign-in to come back to.")
	}
	return warning(check, address+" is in use. If that is another concur-mcp with the same store, it serves the sign-ins of both.",
		"Otherwise end the other program, or choose another address with --callback-listen and register its redirect address in Concur.")
}

// Listener looks whether serve can listen at an address, or does already.
func Listener(ctx context.Context, client *http.Client, address, base string) Finding {
	const check = "listener"
	if free(ctx, address) {
		return fine(check, address+" is free.")
	}
	answer, err := look(ctx, client, base+"/healthz")
	if err == nil && answer.status == http.StatusOK {
		return fine(check, "A server answers at "+address+".")
	}
	if _, untrusted := errors.AsType[*tls.CertificateVerificationError](err); untrusted {
		return warning(check, address+" is in use by a server whose certificate is not trusted on this machine.",
			"If that is not concur-mcp itself, choose another address with --listen.")
	}
	return wrong(check, address+" cannot be listened on: another program has it, or it is not an address of this machine.",
		"Choose another one with --listen.")
}

func free(ctx context.Context, address string) bool {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", address)
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// PublicURL looks whether the address that browsers are told leads to a running
// server.
func PublicURL(ctx context.Context, client *http.Client, public string) Finding {
	const check = "public address"
	base, err := url.Parse(public)
	if err != nil {
		return wrong(check, "--public-url is not an address.", "Write one like https://concur.example.com.")
	}
	answer, err := look(ctx, client, base.JoinPath("/healthz").String())
	switch {
	case err != nil:
		found, _ := unreachable(err)
		return warning(check, fmt.Sprintf("As seen from this machine, %s %s.", base.Host, found),
			"Start the server, and see to it that the address leads to it: sign-in links and the redirect address begin with it.")
	case answer.status != http.StatusOK:
		return warning(check, fmt.Sprintf("%s/healthz answers with status %d.", public, answer.status),
			"See to it that the proxy passes every path on to the server.")
	default:
		return fine(check, public+" leads to a running server.")
	}
}

// RedirectURI names the address that has to be registered in Concur. Whether it is
// cannot be looked up.
func RedirectURI(uri string) Finding {
	return note("redirect address", uri+" has to be registered with the OAuth application.", "")
}

package app

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

// connectHere lets the person sign in with a browser of this machine.
func (l *loginCommand) connectHere(ctx context.Context, desk *desk) (auth.Account, error) {
	service := desk.signIn
	link, err := service.Start(ctx, l.principal(), "concur-mcp login")
	if err != nil {
		return auth.Account{}, err
	}
	say(desk.streams.Out, "To sign in to Concur, open this link in a browser of this machine within ten minutes:\n\n  %s\n", link.URL)
	if openBrowser(ctx, link.URL) == nil {
		say(desk.streams.Out, "It should be open already. Waiting for the sign-in ...")
	} else {
		say(desk.streams.Out, "No browser could be started here; for one on another machine use --no-browser. Waiting for the sign-in ...")
	}
	return outcome(ctx, service, l.principal(), link.ID)
}

// connectAtAppCenter allows a visit from App Center to a server of the same store.
func (l *loginCommand) connectAtAppCenter(ctx context.Context, desk *desk) (auth.Account, error) {
	if _, err := auth.OnlyHost(l.AppCenter); err != nil {
		return auth.Account{}, errors.New("--app-center is the address of a running server, such as https://concur.example.com")
	}
	service := desk.signInAt(l.AppCenter)
	link, err := service.StartAppCenter(ctx, "concur-mcp login")
	if err != nil {
		return auth.Account{}, err
	}
	say(desk.streams.Out, `Let the Concur administrator open this link within ten minutes, and then connect the application in App Center
with the same browser:

  %s

Waiting for it ...`, link.URL)
	return outcome(ctx, service, auth.Deployment, link.ID)
}

// outcome waits for the end of a sign-in.
func outcome(ctx context.Context, service *signin.Service, principal, id string) (auth.Account, error) {
	done, err := service.Wait(ctx, principal, id)
	if _, expired := errors.AsType[*signin.ExpiredError](err); expired {
		return auth.Account{}, errors.New("nobody signed in by the link, and it has expired; run the command again for a new one")
	}
	if err == nil && done.Err != "" {
		err = errors.New(done.Err)
	}
	return done.Account, err
}

// errNoBrowser says that this machine has no screen.
var errNoBrowser = errors.New("no browser")

// openBrowser opens an address in the browser of the person. It does not wait for
// it. Without a screen, xdg-open would start a browser in this very terminal.
func openBrowser(ctx context.Context, address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	case "darwin":
		name = "open"
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" && os.Getenv("BROWSER") == "" {
			return errNoBrowser
		}
	}
	browser := exec.CommandContext(context.WithoutCancel(ctx), name, args...) //nolint:gosec // The address is our own.
	if err := browser.Start(); err != nil {
		return err
	}
	go func() { _ = browser.Wait() }() // It may stay open for as long as it likes.
	return nil
}

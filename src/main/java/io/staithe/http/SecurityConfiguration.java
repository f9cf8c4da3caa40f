package io.staithe.http;

import static org.springframework.security.config.Customizer.withDefaults;

import io.staithe.access.AccessState;
import io.staithe.access.CertificateIdentity;
import io.staithe.access.Logins;
import io.staithe.audit.AuditProperties;
import io.staithe.audit.AuditTrail;
import io.staithe.oci.ErrorCode;
import io.staithe.token.TokenVerifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * The security chains: who sends a request, and whether he may. Requests that the firewall takes for an attack are
 * refused in the registry's own words.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    Forwarding forwarding(AddressProperties properties) {
        return new Forwarding(properties);
    }

    @Bean
    Challenges challenges(Forwarding forwarding) {
        return new Challenges(forwarding);
    }

    @Bean
    AuditedLogins auditedLogins(
            Logins logins,
            CertificateIdentity certificates,
            AuditTrail trail,
            AuditProperties properties,
            Forwarding forwarding) {
        return new AuditedLogins(
                logins, certificates, trail, forwarding, new RecordedFailures(properties.failuresPerAddress()));
    }

    /** Only these three: the filters that a chain is usually built with made up half of what a small request cost. */
    @Bean
    @Order(1)
    SecurityFilterChain registryChain(
            WebApplicationContext registry,
            AccessState state,
            AuditedLogins audits,
            TokenVerifier tokens,
            Forwarding forwarding,
            Challenges challenges,
            FailureHandler failures) {
        return new DefaultSecurityFilterChain(
                request -> registry.equals(
                        WebApplicationContextUtils.getWebApplicationContext(request.getServletContext())),
                new CallerFilter(state, audits, tokens, forwarding, challenges, failures),
                refusals(challenges, audits),
                new AuthorizationFilter(new RouteAuthorization()));
    }

    private static ExceptionTranslationFilter refusals(Challenges challenges, AuditedLogins audits) {
        ExceptionTranslationFilter filter =
                new ExceptionTranslationFilter(new Http403ForbiddenEntryPoint(), new NullRequestCache());
        filter.setAccessDeniedHandler(new AccessRefusal(challenges, audits));
        return filter;
    }

    /** Nobody reads them, and they would wrap each filter in two more. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Health and metrics have a port of their own, which asks nobody who he is. */
    @Bean
    @Order(2)
    SecurityFilterChain managementChain(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(ManagementGuard::isOfAPage)
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint((request, response, e) -> ManagementGuard.refuse(response)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.defaultsDisabled().contentTypeOptions(withDefaults()))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    RequestRejectedHandler requestRejectedHandler() {
        return (request, response, rejected) -> {
            response.setHeader(Headers.API_VERSION, Headers.REGISTRY_V2);
            ErrorWriter.write(request, response, Refusal.malformed(ErrorCode.NAME_INVALID, rejected));
        };
    }

    /** Which methods apply is each resource's to say. */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }
}

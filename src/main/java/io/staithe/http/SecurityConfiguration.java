package io.staithe.http;

import static org.springframework.security.config.Customizer.withDefaults;

import io.staithe.access.AccessState;
import io.staithe.access.Logins;
import io.staithe.audit.AuditTrail;
import io.staithe.oci.ErrorCode;
import io.staithe.token.TokenVerifier;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
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
    AuditedLogins auditedLogins(Logins logins, AuditTrail trail, Forwarding forwarding) {
        return new AuditedLogins(logins, trail, forwarding);
    }

    @Bean
    @Order(1)
    SecurityFilterChain registryChain(
            HttpSecurity http,
            WebApplicationContext registry,
            Environment environment,
            AccessState state,
            AuditedLogins audits,
            TokenVerifier tokens,
            Forwarding forwarding,
            Challenges challenges,
            FailureHandler failures) {
        CallerFilter callers = new CallerFilter(state, audits, tokens, forwarding, challenges, failures);
        boolean managementHere = ManagementPortType.get(environment) == ManagementPortType.SAME;
        String management = environment.getProperty("management.endpoints.web.base-path", "/actuator");
        return lean(http)
                .securityMatcher(request -> registry.equals(
                        WebApplicationContextUtils.getWebApplicationContext(request.getServletContext())))
                .anonymous(AbstractHttpConfigurer::disable)
                .addFilterBefore(callers, AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
                    if (managementHere) {
                        requests.requestMatchers(management, management + "/**")
                                .access((authentication, context) -> RouteAuthorization.administration(context));
                    }
                    requests.anyRequest().access(new RouteAuthorization());
                })
                .exceptionHandling(handling -> handling.accessDeniedHandler(new AccessRefusal(challenges, audits)))
                .build();
    }

    /** Health and metrics have a port of their own, which asks nobody who he is. */
    @Bean
    @Order(2)
    SecurityFilterChain managementChain(HttpSecurity http) {
        return lean(http)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    private static HttpSecurity lean(HttpSecurity http) {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.defaultsDisabled().contentTypeOptions(withDefaults()))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
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
